using System.Reflection;
using NetArchTest.Rules;

namespace Bidding.Cluster.Tests.Architecture;

public sealed class SourceLayoutTests
{
    private const int MaxLines = 400;

    private static readonly string[] FoldersNamedForAKindOfThing =
        ["Helpers", "Helper", "Utils", "Util", "Utilities", "Managers", "Manager", "Services", "Common", "Misc"];

    [Theory]
    [InlineData("src")]
    [InlineData("loadtest")]
    public void SourceFile_Length_IsBelowTheBound(string folder)
    {
        var files = SourceFiles.Under(folder);
        Assert.NotEmpty(files);
        Assert.Empty(from file in files
                     let lines = File.ReadLines(RepositoryFiles.At(file)).Count()
                     where lines >= MaxLines
                     select $"{file}: {lines} lines, the bound is {MaxLines}");
    }

    [Theory]
    [InlineData("src")]
    [InlineData("loadtest")]
    [InlineData("tests")]
    public void Folder_Name_IsOfTheDomain(string folder) =>
        Assert.All(
            SourceFiles.Under(folder),
            file => Assert.Empty(file.Split('/')[..^1].Intersect(FoldersNamedForAKindOfThing, StringComparer.OrdinalIgnoreCase)));

    [Theory]
    [InlineData("Core")]
    [InlineData("Contracts")]
    [InlineData("Grains")]
    public void Project_WithInjectedClock_ChecksBannedSymbols(string name)
    {
        var targets = File.ReadAllText(RepositoryFiles.At("src", "Directory.Build.targets"));
        Assert.Contains($"'Bidding.{name}'", targets, StringComparison.Ordinal);
        Assert.NotEmpty(File.ReadAllLines(RepositoryFiles.At("BannedSymbols.txt")));
    }

    [Theory]
    [InlineData("Bidding.Core")]
    [InlineData("Bidding.Contracts")]
    [InlineData("Bidding.Grains")]
    [InlineData("Bidding.Gateway")]
    [InlineData("Bidding.Console")]
    [InlineData("Bidding.Storage")]
    [InlineData("Bidding.OpenRtb")]
    public void Class_NobodyDerivesFrom_IsSealed(string assembly)
    {
        var classes = Types.InAssembly(Assembly.Load(assembly)).That().AreClasses().And().AreNotAbstract().GetTypes()
            .Where(type => type.Namespace?.StartsWith(assembly, StringComparison.Ordinal) == true && !IsGenerated(type)).ToList();
        Assert.Empty(classes.Where(type => !type.IsSealed && !classes.Any(other => other.BaseType == type)).Select(type => type.FullName));
    }

    private static bool IsGenerated(Type type) =>
        type.FullName!.Contains('<', StringComparison.Ordinal)
        || type.GetCustomAttributes<System.CodeDom.Compiler.GeneratedCodeAttribute>().Any()
        || type.GetCustomAttributes<System.Runtime.CompilerServices.CompilerGeneratedAttribute>().Any();
}
