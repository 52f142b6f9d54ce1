namespace Sutler.Scripts.Direct;

/// <summary>A version of a module and its published hashes, as far as they are known.</summary>
public sealed record PublishedVersion(string Path, string Version, string? Zip, string? Mod);

/// <summary>Hashes of real modules: those of MANIFEST.tsv and of every go.sum below the shared corpus.</summary>
internal static class PublishedHashes
{
    private const string ModSuffix = "/go.mod";

    /// <summary>All versions, in order.</summary>
    public static IReadOnlyList<PublishedVersion> Read(string corpus)
    {
        var known = new Dictionary<(string Path, string Version), (string? Zip, string? Mod)>();
        foreach (string line in File.ReadLines(System.IO.Path.Combine(corpus, "MANIFEST.tsv")).Skip(1))
        {
            string[] fields = line.Split('\t');
            known[(fields[0], fields[1])] = (fields[4].Length > 0 ? fields[4] : null, fields[3]);
        }

        foreach (string file in Directory.EnumerateFiles(corpus, "go.sum", SearchOption.AllDirectories))
        {
            foreach (string[] fields in File.ReadLines(file).Select(line => line.Split(' ')).Where(fields => fields.Length == 3))
            {
                bool mod = fields[1].EndsWith(ModSuffix, StringComparison.Ordinal);
                var key = (fields[0], mod ? fields[1][..^ModSuffix.Length] : fields[1]);
                var (zipHash, modHash) = known.GetValueOrDefault(key);
                known[key] = mod ? (zipHash, modHash ?? fields[2]) : (zipHash ?? fields[2], modHash);
            }
        }

        return
        [
            .. known.Select(pair => new PublishedVersion(pair.Key.Path, pair.Key.Version, pair.Value.Zip, pair.Value.Mod))
                .OrderBy(version => version.Path, StringComparer.Ordinal).ThenBy(version => version.Version, StringComparer.Ordinal),
        ];
    }
}
