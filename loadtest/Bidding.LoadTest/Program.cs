using System.CommandLine;
using Bidding.LoadTest.Demo;

var root = new RootCommand("Simulated exchanges, users and loads against a real node.") { DemoCommand.Create() };
return await root.Parse(args).InvokeAsync();
