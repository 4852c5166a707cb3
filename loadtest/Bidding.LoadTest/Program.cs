using System.CommandLine;
using Bidding.LoadTest;
using Bidding.LoadTest.Bench;
using Bidding.LoadTest.Chaos;
using Bidding.LoadTest.Cluster;
using Bidding.LoadTest.Demo;
using Bidding.LoadTest.Fuzz;
using Bidding.LoadTest.Load;
using Bidding.LoadTest.Load.Targets;
using Bidding.LoadTest.SimulateFaults;
using Bidding.LoadTest.Soak;

var root = new RootCommand("Simulated exchanges, users and loads against a real node.")
{
    DemoCommand.Create(), SimulateFaultsCommand.Create(), BenchCommand.Create(), FuzzCommand.Create(), LoadCommand.Create(), SoakCommand.Create(), EchoServerCommand.Create(), ClusterCommand.Create(), ChaosCommand.Create(),
};
var parsed = root.Parse(args);

// Asked to stop, a verb stops the nodes it has started first, which takes longer than the two seconds that are usual.
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) });
return parsed.Errors.Count > 0 ? ExitCodes.BadArguments : exitCode;
