using System.Reflection;

namespace Bidding.Cluster.Tests.Architecture;

public sealed class ReferenceRulesTests
{
    private static readonly string[] PackagesOfCore = ["NodaTime"];
    private static readonly string[] PackagesOfContracts = ["Microsoft.Orleans.Sdk"];

    public static TheoryData<string> SrcProjects() => [.. ProjectFile.In("src").Select(project => project.Name)];

    public static TheoryData<string> LoadtestProjects() => [.. ProjectFile.In("loadtest").Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(SrcProjects))]
    public void ProjectFile_InSrc_ReferencesOnlyWhatItMayKnow(string name) =>
        AssertKnowsOnly(name, Find("src", name).Projects, ReferenceRules.Src);

    [Theory]
    [MemberData(nameof(LoadtestProjects))]
    public void ProjectFile_InLoadtest_ReferencesOnlyWhatItMayKnow(string name) =>
        AssertKnowsOnly(name, Find("loadtest", name).Projects, ReferenceRules.Loadtest);

    [Theory]
    [MemberData(nameof(SrcProjects))]
    public void Assembly_InSrc_UsesOnlyWhatItMayKnow(string name) =>
        AssertKnowsOnly(name, ReferencesOf(name).Where(IsOurs).Select(ProjectFile.ShortName), ReferenceRules.Src);

    [Fact]
    public void Core_References_OnlyTheBaseClassLibraryAndNodaTime()
    {
        Assert.Equal(PackagesOfCore, Find("src", "Core").Packages);
        Assert.All(ReferencesOf("Core"), reference => Assert.True(IsBaseClassLibrary(reference) || reference == "NodaTime", reference));
    }

    [Fact]
    public void Contracts_Packages_AreTheOrleansSdkAlone() =>
        Assert.Equal(PackagesOfContracts, Find("src", "Contracts").Packages);

    [Fact]
    public void Protocol_Sources_AreGeneratedOnly() =>
        Assert.Empty(SourceFiles.Under("src", "Bidding.Protocol"));

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("StackExchange.Redis")]
    public void DatabaseDriver_InSrc_IsKnownToStorageAndNodeOnly(string package)
    {
        var users = ProjectFile.In("src").Where(project => project.Packages.Contains(package)).Select(project => project.Name);
        Assert.All(users, name => Assert.Contains(name, new[] { "Storage", "Node" }));
    }

    private static void AssertKnowsOnly(string name, IEnumerable<string> known, IReadOnlyDictionary<string, string[]> rules)
    {
        Assert.True(rules.TryGetValue(name, out var allowed), $"Bidding.{name} has no row in {nameof(ReferenceRules)}");
        Assert.Empty(known.Except(allowed!));
    }

    private static ProjectFile Find(string folder, string name) => ProjectFile.In(folder).Single(project => project.Name == name);

    private static IEnumerable<string> ReferencesOf(string name)
    {
        var file = name == "Node" ? "bidding-node" : $"Bidding.{name}";
        return Assembly.Load(file).GetReferencedAssemblies().Select(reference => reference.Name!);
    }

    private static bool IsOurs(string assembly) => assembly.StartsWith("bidding", StringComparison.OrdinalIgnoreCase);

    private static bool IsBaseClassLibrary(string assembly) =>
        assembly is "netstandard" or "mscorlib" or "System" || assembly.StartsWith("System.", StringComparison.Ordinal);
}
