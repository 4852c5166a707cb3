using Bidding.Node.Cli;

return await RootCommandFactory.InvokeAsync(args);
