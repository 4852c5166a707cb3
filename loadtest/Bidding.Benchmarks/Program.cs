BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Bidding.Benchmarks.OpenRtbJsonBenchmarks).Assembly).Run(args);
return 0;
