using System.IO.Compression;
using System.Text;

namespace Sutler.Bench;

/// <summary>
/// One module of 30,000 files whose zip has about 300 MB. Its contents are made up: go takes at most 500 MB unpacked, so they have to
/// compress worse than source does. Always the same files; the zip's own bytes depend on the deflate implementation.
/// </summary>
internal static class HugeModule
{
    /// <summary>The argument of <c>mod download</c>.</summary>
    public const string Name = $"{ModulePath}@{Version}";

    private const string ModulePath = "bench.example/huge";
    private const string Version = "v1.0.0";
    private const string GoMod = $"module {ModulePath}\n\ngo 1.21\n";
    private const int Files = 30_000;
    private const int FilesInDirectory = 100;
    private const int SmallestFile = 1_000;
    private const int LargestFile = 27_400;
    private static readonly DateTimeOffset ZipEpoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The GOPROXY tree with the module, made under <paramref name="parent"/> unless it is there.</summary>
    public static string Tree(string parent)
    {
        var tree = Path.Join(Path.GetFullPath(parent), "huge");
        if (!Directory.Exists(tree))
        {
            var unfinished = tree + ".new";
            Scratch.Remove(unfinished);
            Write(Directory.CreateDirectory(Path.Join(unfinished, ModulePath, "@v")).FullName);
            Directory.Move(unfinished, tree);
        }

        return tree;
    }

    private static void Write(string directory)
    {
        File.WriteAllText(Path.Join(directory, "list"), Version + "\n");
        File.WriteAllText(Path.Join(directory, Version + ".info"), $$"""{"Version":"{{Version}}","Time":"2024-01-01T00:00:00Z"}""");
        File.WriteAllText(Path.Join(directory, Version + ".mod"), GoMod);
        using var zip = ZipFile.Open(Path.Join(directory, Version + ".zip"), ZipArchiveMode.Create);
        Add(zip, "go.mod", Encoding.ASCII.GetBytes(GoMod));
        // Of one fixed seed, so that every machine gets the same files.
        var random = new Random(1);
        var words = Words(random);
        for (var i = 1; i < Files; i++)
        {
            Add(zip, $"part{i / FilesInDirectory:000}/file{i:00000}.go", Contents(random, words));
        }
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> contents)
    {
        var entry = zip.CreateEntry($"{Name}/{name}", CompressionLevel.Optimal);
        entry.LastWriteTime = ZipEpoch;
        using var stream = entry.Open();
        stream.Write(contents);
    }

    // Two lines of words, then one of noise as in a table of keys: about 0.6 when deflated.
    private static byte[] Contents(Random random, IReadOnlyList<string> words)
    {
        var length = random.Next(SmallestFile, LargestFile);
        var text = new StringBuilder("package part\n\n");
        for (var line = 0; text.Length < length; line++)
        {
            text.Append("// ").Append(line % 2 == 0 ? Sentence(random, words) : Noise(random)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    private static string Sentence(Random random, IReadOnlyList<string> words) =>
        string.Join(' ', Enumerable.Range(0, 12).Select(_ => words[random.Next(words.Count)]));

    private static string Noise(Random random)
    {
        var bytes = new byte[60];
        random.NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }

    private static List<string> Words(Random random) =>
        [.. Enumerable.Range(0, 4096).Select(_ => string.Concat(Enumerable.Range(0, random.Next(3, 10)).Select(_ => (char)('a' + random.Next(26)))))];
}
