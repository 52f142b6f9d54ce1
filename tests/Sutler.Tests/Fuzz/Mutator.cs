using System.Text;

namespace Sutler.Tests.Fuzz;

/// <summary>Makes new inputs out of known ones; the same seed makes the same sequence.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> inputs)
{
    private const int MostChanges = 6;

    // Pieces that parsers of this program give a meaning to.
    private static readonly byte[][] Words =
    [
        .. new[] { "\n", "\n\n", "\r\n", " ", "\t", "(", ")", "\"", "'", "`", "//", "=>", "v1.2.3", "v0.0.0-00010101000000-000000000000", "+incompatible", "@", "/", "..", "!", "%", "h1:", "go 1.21", "module ", "require ", "— ", "{", "}", "[", "]", ":", ",", "null", "-1", "99999999999999999999", "PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "\u212a", "\ufeff" }.Select(Encoding.UTF8.GetBytes),
        [0], [0xff], [0xff, 0xff, 0xff, 0xff], [0x80], [0xc3, 0x28], [0xed, 0xa0, 0x80],
    ];

    /// <summary>A known input with one to six changes, at most <paramref name="largest"/> bytes long.</summary>
    public byte[] Next(int largest)
    {
        var data = new List<byte>(Pick(inputs));
        for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
        {
            Change(data);
        }

        return [.. data.Take(largest)];
    }

    private void Change(List<byte> data)
    {
        var at = random.Next(data.Count + 1);
        var length = Math.Min(random.Next(1, 9), data.Count - at);
        switch (random.Next(7))
        {
            case 0 when at < data.Count:
                data[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < data.Count:
                data[at] = (byte)random.Next(256);
                break;
            case 2:
                data.RemoveRange(at, length);
                break;
            case 3:
                data.InsertRange(at, data.GetRange(at, length));
                break;
            case 4:
                data.RemoveRange(at, data.Count - at);
                break;
            case 5:
                var other = Pick(inputs);
                data.InsertRange(at, other.Skip(random.Next(other.Length + 1)).Take(random.Next(64)));
                break;
            default:
                data.InsertRange(at, Pick(Words));
                break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> from) => from[random.Next(from.Count)];
}
