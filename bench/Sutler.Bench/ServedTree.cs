using System.IO.Compression;

namespace Sutler.Bench;

/// <summary>A GOPROXY tree with one module whose zip has 8 MB, for servers to serve.</summary>
internal static class ServedTree
{
    private const string ModulePath = "bench.example/served";
    private const string Version = "v1.0.0";
    private const int ZipBytes = 8 << 20;

    /// <summary>The target of a request for the file of a kind: <c>info</c>, <c>mod</c> or <c>zip</c>.</summary>
    public static string Target(string kind) => $"/{ModulePath}/@v/{Version}.{kind}";

    /// <summary>Writes the tree.</summary>
    public static void Write(string root)
    {
        var directory = Directory.CreateDirectory(Path.Join(root, ModulePath, "@v")).FullName;
        File.WriteAllText(Path.Join(directory, "list"), Version + "\n");
        File.WriteAllText(Path.Join(directory, Version + ".info"), $$"""{"Version":"{{Version}}","Time":"2024-01-01T00:00:00Z"}""");
        File.WriteAllText(Path.Join(directory, Version + ".mod"), GoMod());
        var noise = new byte[ZipBytes];
        new Random(1).NextBytes(noise);
        using var zip = ZipFile.Open(Path.Join(directory, Version + ".zip"), ZipArchiveMode.Create);
        using var file = zip.CreateEntry($"{ModulePath}@{Version}/noise.go", CompressionLevel.NoCompression).Open();
        file.Write(noise);
    }

    // As long as that of a module with two dozen requirements.
    private static string GoMod() =>
        $"module {ModulePath}\n\ngo 1.21\n\nrequire (\n{string.Concat(Enumerable.Range(0, 24).Select(number => $"\tbench.example/requirement{number} v1.{number}.0\n"))})\n";
}
