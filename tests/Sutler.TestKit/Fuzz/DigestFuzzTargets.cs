using System.Diagnostics;
using Sutler.Go.Digests;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets of the journals of stored files; each throws only when an invariant breaks.</summary>
public static class DigestFuzzTargets
{
    /// <summary>Every line is a record, which is written again as it was, or is told as damage; a record names a file inside the cache.</summary>
    public static void DigestJournals(ReadOnlySpan<byte> data)
    {
        foreach (var range in data.Split((byte)'\n'))
        {
            var line = data[range];
            var isRecord = DigestLine.TryParse(line, out var digest, out var error);
            Demand(isRecord ? digest is not null : error is { Reason.Length: > 0 }, "neither a record nor a reason");
            if (isRecord)
            {
                Demand(DigestLine.Format(digest!).AsSpan()[..^1].SequenceEqual(line), "a record that is written otherwise");
                Demand(DigestLine.CanRecord(digest!.Path, digest.Content), "a record that cannot be recorded");
                Demand(!digest.Path.Split('/').Contains("..") && digest.Path[0] != '/', "a file outside of the cache");
            }
        }
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UnreachableException(otherwise);
        }
    }
}
