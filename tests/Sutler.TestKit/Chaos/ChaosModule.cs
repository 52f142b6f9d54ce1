using System.Globalization;
using System.Text;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit.Checksums;
using Sutler.TestKit.Serving;

namespace Sutler.TestKit.Chaos;

/// <summary>A module with one version, made of its number: the truth about what a server has to say of it.</summary>
public sealed class ChaosModule
{
    /// <summary>Makes the module of a number; the same one each time.</summary>
    public ChaosModule(int number)
    {
        var id = new ModuleId(string.Create(CultureInfo.InvariantCulture, $"chaos.example/m{number}"), "v1.0.0");
        var noise = new byte[NoiseOf(number)];
        new Random(number).NextBytes(noise);
        var goMod = Encoding.ASCII.GetBytes($"module {id.Path}\n\ngo 1.21\n");
        (string, byte[])[] files = [("go.mod", goMod), ("noise.bin", noise)];
        Id = id;
        Hashes = new ModuleHashes(TestH1.Of([.. files.Select(file => ($"{id}/{file.Item1}", file.Item2))]), H1.OfGoMod(goMod).Text);
        Bodies = new Dictionary<string, byte[]>
        {
            [$"/{id.Path}/@v/list"] = Encoding.ASCII.GetBytes(id.Version + "\n"),
            [$"/{id.Path}/@v/{id.Version}.info"] = Encoding.ASCII.GetBytes($$"""{"Version":"{{id.Version}}","Time":"2020-01-01T00:00:00Z"}"""),
            [$"/{id.Path}/@v/{id.Version}.mod"] = goMod,
            [$"/{id.Path}/@v/{id.Version}.zip"] = ModuleZipBuilder.Build(id, files),
        };
    }

    /// <summary>Path and version.</summary>
    public ModuleId Id { get; }

    /// <summary>What the checksum database says.</summary>
    public ModuleHashes Hashes { get; }

    /// <summary>What is under each path below a proxy's URL.</summary>
    public IReadOnlyDictionary<string, byte[]> Bodies { get; }

    // What is killed in the middle of a body must have a middle, and more than the system holds between two programs.
    private static int NoiseOf(int number) => number switch
    {
        _ when number % 25 == 0 => 8_000_000 + number,
        _ when number % 5 == 0 => 1_500_000 + number,
        _ => 1_000 + (number * 7919 % 60_000),
    };
}
