using System.IO.Compression;
using System.Security.Cryptography;

namespace Sutler.Bench.Floors;

/// <summary>How far unpacking goes.</summary>
internal enum Depth
{
    /// <summary>Bytes are inflated and thrown away.</summary>
    Inflate,

    /// <summary>And hashed.</summary>
    Hash,

    /// <summary>And written to files that did not exist.</summary>
    Write,
}

/// <summary>Zips unpacked by as many threads as there are processors, with nothing checked: the processors' part and nothing else.</summary>
internal static class BareUnpacking
{
    /// <summary>One run.</summary>
    public static Measurement Run(IReadOnlyList<string> zips, Depth depth, string target)
    {
        Scratch.Remove(target);
#pragma warning disable VSTHRD002 // Nothing in it waits.
        return OwnWork.MeasureAsync(() =>
        {
            var next = -1;
            // The largest first: none of them is to be alone at the end.
            var ordered = zips.OrderByDescending(zip => new FileInfo(zip).Length).ToList();
            var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
            {
                var buffer = new byte[128 << 10];
                for (int i; (i = Interlocked.Increment(ref next)) < ordered.Count;)
                {
                    Unpack(ordered[i], depth, Path.Join(target, $"{i}"), buffer);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            return Task.CompletedTask;
        }).Result;
#pragma warning restore VSTHRD002
    }

    private static void Unpack(string zip, Depth depth, string target, byte[] buffer)
    {
        using var archive = ZipFile.OpenRead(zip);
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            using var body = entry.Open();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = depth == Depth.Write ? Create(Path.Join(target, entry.FullName), made) : null;
            for (int read; (read = body.Read(buffer)) > 0;)
            {
                if (depth >= Depth.Hash)
                {
                    hash.AppendData(buffer.AsSpan(0, read));
                }

                file?.Write(buffer.AsSpan(0, read));
            }

            if (depth >= Depth.Hash)
            {
                hash.GetHashAndReset();
            }
        }
    }

    private static FileStream Create(string path, HashSet<string> made)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (made.Add(directory))
        {
            Directory.CreateDirectory(directory);
        }

        return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead });
    }
}
