using BenchmarkDotNet.Running;
using Bidding.Benchmarks;

if (args is ["ledger", .. var rest]) return await LedgerThroughput.RunAsync(rest);
BenchmarkSwitcher.FromAssembly(typeof(LedgerThroughput).Assembly).Run(args);
return 0;
