using System.Text.Json;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Bidding.Simulator.Traffic;

namespace Bidding.LoadTest.Demo;

/// <summary>Where the exchange's requests come from: made from a seed, or a file's, round and round. Not thread-safe.</summary>
internal abstract class RequestSource
{
    public abstract BidRequest Next();

    /// <summary>Throws <see cref="InvalidDataException"/> naming the line when a file holds no usable request.</summary>
    public static RequestSource From(DemoOptions options) =>
        options.Requests is { } file ? new FileSource(file) : new MadeSource(options.Seed);

    private sealed class MadeSource(int seed) : RequestSource
    {
        private readonly RequestMaker _maker = new(seed);

        public override BidRequest Next() => _maker.Next();
    }

    private sealed class FileSource : RequestSource
    {
        private readonly List<BidRequest> _requests = [];
        private int _next;

        public FileSource(FileInfo file)
        {
            var number = 0;
            foreach (var line in File.ReadLines(file.FullName))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    _requests.Add(Read(file, number, line));
                }
            }

            if (_requests.Count == 0)
            {
                throw new InvalidDataException($"{file.Name} holds no request.");
            }
        }

        public override BidRequest Next() => _requests[_next++ % _requests.Count];

        private static BidRequest Read(FileInfo file, int number, string line)
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                var element = document.RootElement;
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("request", out var inner))
                {
                    element = inner;
                }

                var request = new BidRequest();
                return OpenRtbJson.TryRead(JsonSerializer.SerializeToUtf8Bytes(element), request, out var error)
                    ? request
                    : throw new InvalidDataException($"{file.Name}, line {number}: {error}");
            }
            catch (JsonException fault)
            {
                throw new InvalidDataException($"{file.Name}, line {number}: not JSON: {fault.Message}", fault);
            }
        }
    }
}
