using System.Text;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.TestKit.Serving;

namespace Sutler.Tests.EndToEnd;

/// <summary>A module version as an honest author made it, with its hashes computed apart from the product.</summary>
internal sealed record TestModule(ModuleId Id, byte[] GoMod, byte[] Zip, string ZipHash)
{
    public string GoModHash => TestH1.Of([("go.mod", GoMod)]);

    public string GoSumLines => $"{Id.Path} {Id.Version} {ZipHash}\n{GoModLine}";

    public string GoModLine => $"{Id.Path} {Id.Version}/go.mod {GoModHash}\n";

    public string Info => $$"""{"Version":"{{Id.Version}}","Time":"2020-02-02T20:20:20Z"}""";

    public string InfoTarget => Target(".info");

    public string GoModTarget => Target(".mod");

    public string ZipTarget => Target(".zip");

    public string ListTarget => $"/{Wire(Id.Path)}/@v/list";

    public string LatestTarget => $"/{Wire(Id.Path)}/@latest";

    /// <summary>Makes the version; its zip holds go.mod and <paramref name="files"/>.</summary>
    public static TestModule Create(string path, string version, string? goMod = null, params (string Name, string Content)[] files)
    {
        var id = new ModuleId(path, version);
        var text = goMod ?? $"module {path}\n\ngo 1.21\n";
        (string Name, string Content)[] all = [("go.mod", text), ("m.go", "package m\n"), .. files];
        var hash = TestH1.Of(all.Select(file => ($"{id}/{file.Name}", Encoding.UTF8.GetBytes(file.Content))));
        return new TestModule(id, Encoding.UTF8.GetBytes(text), ModuleZipBuilder.Build(id, all), hash);
    }

    /// <summary>How the path travels: capital letters as <c>%21</c> and the small letter.</summary>
    public static string Wire(string text) => ModuleFixture.Escape(text).Replace("!", "%21", StringComparison.Ordinal);

    private string Target(string suffix) => $"/{Wire(Id.Path)}/@v/{Wire(Id.Version)}{suffix}";
}
