// The test runner loads this assembly as a library. Started as a program it plays a process that tests kill.
return await Bidding.Storage.Tests.Sqlite.WriterProcess.RunAsync(args) ? 0 : 2;
