namespace Bidding.Fuzzing.Mutation;

/// <summary>Damage that knows nothing of what the bytes mean: flips, cuts, copies, insertions. Stateless.</summary>
public static class ByteMutation
{
    public static byte[] Next(ReadOnlySpan<byte> from, Random random)
    {
        var bytes = new List<byte>(from.Length + 32);
        bytes.AddRange(from);
        for (var hits = random.Next(1, 4); hits > 0 && bytes.Count > 1; hits--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 4:
                    bytes.InsertRange(at, OddValues.NextJson(random));
                    break;
                case 5:
                    bytes.InsertRange(at, OddValues.NextName(random));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
