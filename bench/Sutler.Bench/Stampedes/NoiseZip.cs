using System.IO.Compression;
using System.Text;

namespace Sutler.Bench.Stampedes;

/// <summary>Zips of modules that differ in their names alone, made of one block of noise in memory: many large ones cost no more than one.</summary>
internal sealed class NoiseZip
{
    private const string Version = "v1.0.0";
    private readonly byte[] _zip;
    private readonly IReadOnlyList<int> _names;

    /// <summary>Makes the zip of a module, with one file of noise that is stored as it is.</summary>
    /// <param name="bytes">Bytes of the file.</param>
    public NoiseZip(int bytes)
    {
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        using var made = new MemoryStream(bytes + 1024);
        using (var zip = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var file = zip.CreateEntry($"{Module(0)}@{Version}/noise.bin", CompressionLevel.NoCompression).Open();
            file.Write(noise);
        }

        _zip = made.ToArray();
        // Before the noise, and in the directory behind it.
        var name = Encoding.ASCII.GetBytes(Module(0));
        _names = [_zip.AsSpan().IndexOf(name), _zip.AsSpan().LastIndexOf(name)];
    }

    /// <summary>Bytes of each zip.</summary>
    public int Length => _zip.Length;

    /// <summary>The path of a module; all have as many letters.</summary>
    public static string Module(int number) => $"bench.example/noise{number:00}";

    /// <summary>The target of a module's file.</summary>
    public static string Target(int number, string suffix) => $"/{Module(number)}/@v/{Version}{suffix}";

    /// <summary>Some bytes of the zip of a module.</summary>
    public ReadOnlyMemory<byte> Slice(int number, int offset, int count)
    {
        var slice = _zip.AsMemory(offset, Math.Min(count, Length - offset));
        if (_names.All(at => at + Module(0).Length <= offset || at >= offset + slice.Length))
        {
            return slice;
        }

        var named = _zip.AsSpan(offset, slice.Length).ToArray();
        var name = Encoding.ASCII.GetBytes(Module(number));
        foreach (var at in _names)
        {
            for (var i = 0; i < name.Length; i++)
            {
                if (at + i - offset is var here && here >= 0 && here < named.Length)
                {
                    named[here] = name[i];
                }
            }
        }

        return named;
    }
}
