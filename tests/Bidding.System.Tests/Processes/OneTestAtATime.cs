// Each test here starts processes that want the whole machine: side by side they would time each other out.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
