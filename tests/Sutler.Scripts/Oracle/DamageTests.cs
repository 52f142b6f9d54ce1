using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Oracle;

/// <summary>A full cache with one thing gone or broken: Sutler does, says and leaves what go does.</summary>
public sealed class DamageTests(ScriptWorld world, DamageTests.FullCache full) : IClassFixture<DamageTests.FullCache>
{
    private const string WellFormedHash = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static readonly Dictionary<string, Action<Victim>> Damages = new(StringComparer.Ordinal)
    {
        ["info gone"] = v => File.Delete(v.Info),
        ["info empty"] = v => File.WriteAllText(v.Info, ""),
        ["info not JSON"] = v => File.WriteAllText(v.Info, "{\"Version\":"),
        ["mod gone"] = v => File.Delete(v.Mod),
        ["mod of another module"] = v => File.WriteAllText(v.Mod, "module example.com/other\n"),
        ["zip gone"] = v => File.Delete(v.Zip),
        ["zip empty"] = v => File.WriteAllText(v.Zip, ""),
        ["zip cut short"] = v => Cut(v.Zip),
        ["zip and ziphash gone"] = v => { File.Delete(v.Zip); File.Delete(v.ZipHash); },
        ["zip cut short and ziphash gone"] = v => { Cut(v.Zip); File.Delete(v.ZipHash); },
        ["zip cut short and tree gone"] = v => { Cut(v.Zip); TestFiles.DeleteTree(v.Tree); },
        ["ziphash gone"] = v => File.Delete(v.ZipHash),
        ["ziphash empty"] = v => File.WriteAllText(v.ZipHash, ""),
        ["ziphash of zeros"] = v => File.WriteAllBytes(v.ZipHash, new byte[47]),
        ["ziphash wrong"] = v => File.WriteAllText(v.ZipHash, WellFormedHash),
        ["ziphash of another kind"] = v => File.WriteAllText(v.ZipHash, "h2" + WellFormedHash[2..]),
        ["list gone"] = v => File.Delete(v.List),
        ["tree gone"] = v => TestFiles.DeleteTree(v.Tree),
        ["tree and zip gone"] = v => { TestFiles.DeleteTree(v.Tree); File.Delete(v.Zip); },
        ["tree with a changed file"] = v => File.AppendAllText(v.AnyFile, "// changed\n"),
        ["tree without a file"] = v => File.Delete(v.AnyFile),
        ["tree with one file more"] = v => File.WriteAllText(Path.Combine(v.Tree, "more.go"), "package more\n"),
        ["tree marked partial"] = v => File.WriteAllText(v.Partial, ""),
        ["tree a file"] = v => { TestFiles.DeleteTree(v.Tree); File.WriteAllText(v.Tree, ""); },
        ["left-overs"] = v => { File.WriteAllText(v.Zip + "12345.tmp", "x"); Directory.CreateDirectory(v.Tree + ".tmp-1"); },
    };

    public static TheoryData<string> Cases => [.. Damages.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Repairs_or_reports_as_go_does(string damage)
    {
        var token = TestContext.Current.CancellationToken;
        var filled = await full.GetAsync(token);
        using var go = ToolRun.Tiny(Corpus.Go);
        using var sutler = ToolRun.Tiny(world.Settings.SutlerPath);
        foreach (var run in new[] { go, sutler })
        {
            await run.CopyCacheFromAsync(filled, token);
            Damages[damage](Victim.In(run.Cache));
        }

        await OracleTests.SameAsync(go, sutler, "mod", "verify");
        await OracleTests.SameAsync(go, sutler, "mod", "download", "-json");
        await OracleTests.SameAsync(go, sutler, "mod", "download");
        await OracleTests.SameAsync(go, sutler, "mod", "verify");
    }

    private static void Cut(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.SetLength(stream.Length / 2);
    }

    /// <summary>A cache filled by go, made once for the class.</summary>
    public sealed class FullCache : IDisposable
    {
        private ToolRun? _run;

        public async Task<ToolRun> GetAsync(CancellationToken cancellationToken)
        {
            if (_run is null)
            {
                _run = ToolRun.Tiny(Corpus.Go);
                var outcome = await _run.RunAsync(cancellationToken, "mod", "download", "all");
                Assert.True(outcome.ExitCode == 0, outcome.Error);
            }

            return _run;
        }

        public void Dispose() => _run?.Dispose();
    }

    /// <summary>The files of one module version in a cache: the first that has a tree.</summary>
    private sealed record Victim(string Base, string Tree)
    {
        public string Info => Base + ".info";

        public string Mod => Base + ".mod";

        public string Zip => Base + ".zip";

        public string ZipHash => Base + ".ziphash";

        public string Partial => Base + ".partial";

        public string List => Path.Combine(Path.GetDirectoryName(Base)!, "list");

        public string AnyFile => Directory.EnumerateFiles(Tree, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

        public static Victim In(string cache)
        {
            var download = Path.Combine(cache, "cache", "download");
            var zip = Directory.EnumerateFiles(download, "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
            var name = zip[..^".zip".Length];
            var path = Path.GetRelativePath(download, Path.GetDirectoryName(Path.GetDirectoryName(name))!);
            return new Victim(name, Path.Combine(cache, $"{path}@{Path.GetFileName(name)}"));
        }
    }
}
