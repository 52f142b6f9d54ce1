using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary><c>-offline-ready</c> against the go command in projects of every kind, as they are and with any file taken away.</summary>
public sealed class OfflineProjectsOracleTests : IAsyncLifetime
{
    private const int Deletions = 4;
    private const string UsesA = "package lib\n\nimport _ \"ex.com/a\"\n";

    private readonly Dictionary<string, string> _set = [];
    private TrustWorld _world = null!;
    private string _sums = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ExternalProgram.Find("go") is not null, "no go command (SUTLER_GO)");
        _world = await TrustWorld.StartAsync();
        var c = _world.Publish("ex.com/c", "v1.0.0", "module ex.com/c\n\ngo 1.20\n", ("more.go", "package m\n"));
        var b = _world.Publish("ex.com/b", "v1.0.0", "module ex.com/b\n\ngo 1.20\n\nrequire ex.com/c v1.0.0\n", ("b.go", "package m\n\nimport _ \"ex.com/c\"\n"));
        var a = _world.Publish("ex.com/a", "v1.0.0", "module ex.com/a\n\ngo 1.20\n\nrequire ex.com/b v1.0.0\n", ("a.go", "package m\n\nimport _ \"ex.com/b\"\n"));
        _sums = a.GoSumLines + b.GoSumLines + c.GoSumLines;
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("tidy", true)]
    [InlineData("without its indirect requirements", false)]
    [InlineData("without one indirect requirement", false)]
    [InlineData("importing what only the graph has", false)]
    [InlineData("before go 1.17, without its indirect requirements", true)]
    [InlineData("before go 1.17, importing what only the graph has", false)]
    [InlineData("without its indirect requirements, with -mod=mod", false)]
    [InlineData("vendored", true)]
    [InlineData("vendored, with -mod=mod", false)]
    [InlineData("vendored, with -mod=readonly", false)]
    [InlineData("vendored before a requirement came", false)]
    [InlineData("vendored, importing what is not there", false)]
    [InlineData("vendored, with a directory in place of a module", true)]
    [InlineData("vendored, with a replacement that came later", false)]
    [InlineData("vendored before go 1.14", false)]
    [InlineData("a workspace", true)]
    [InlineData("a workspace without go.work.sum", true)]
    [InlineData("a workspace without go.work.sum and database", true)]
    [InlineData("a workspace without go.work.sum and stored records", false)]
    [InlineData("a vendored workspace", true)]
    public async Task Says_what_go_build_says(string kind, bool isReady)
    {
        await ArrangeAsync(kind);
        Assert.Equal((kind, isReady, isReady), (kind, (await VerdictsAsync()).Sutler, (await VerdictsAsync()).Go));
        var disagreements = new List<string>();
        // The same files in every run.
        var random = new Random(kind.Sum(letter => letter));
        var files = new[] { Path.Combine(_world.Cache, "cache/download/ex.com"), _world.Files["project/vendor"] }
            .Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToArray();
        random.Shuffle(files);
        foreach (var file in files.Take(Deletions))
        {
            var content = await File.ReadAllBytesAsync(file, Token);
            File.Delete(file);
            var (sutler, go) = await VerdictsAsync();
            if (sutler != go)
            {
                disagreements.Add($"without {file}: sutler says {sutler}, go {go}");
            }

            await File.WriteAllBytesAsync(file, content, Token);
        }

        Assert.Equal([], disagreements);
    }

    private async Task ArrangeAsync(string kind)
    {
        if (kind.Contains("workspace", StringComparison.Ordinal))
        {
            await ArrangeWorkspaceAsync(kind);
            return;
        }

        var goLine = kind.Contains("1.17", StringComparison.Ordinal) ? "1.16" : kind.Contains("1.14", StringComparison.Ordinal) ? "1.13" : "1.21";
        var indirect = kind.Contains("without its", StringComparison.Ordinal) || kind.Contains("only the graph", StringComparison.Ordinal) ? ""
            : kind.Contains("without one", StringComparison.Ordinal) ? "require ex.com/b v1.0.0 // indirect\n"
            : "require ex.com/b v1.0.0 // indirect\n\nrequire ex.com/c v1.0.0 // indirect\n";
        var replace = kind.Contains("directory", StringComparison.Ordinal) ? "replace ex.com/c => ../c\n" : "";
        _world.Files.Write("c/go.mod", "module ex.com/c\n\ngo 1.21\n");
        _world.Files.Write("c/c.go", "package c\n");
        _world.Files.Write("project/go.mod", $"module ex.com/main\n\ngo {goLine}\n\nrequire ex.com/a v1.0.0\n\n{indirect}{replace}");
        _world.Files.Write("project/go.sum", _sums);
        _world.Files.Write("project/lib.go", kind.Contains("only the graph", StringComparison.Ordinal) ? UsesA + "import _ \"ex.com/b\"\n" : UsesA);
        var run = await _world.RunAsync("mod", "download", "all");
        Assert.True(run.ExitCode == 0, run.Error);
        if (kind.StartsWith("vendored", StringComparison.Ordinal))
        {
            await GoAsync("mod", "vendor");
            TestFiles.DeleteTree(_world.Cache);
            Directory.CreateDirectory(_world.Cache);
        }

        switch (kind)
        {
            case "vendored before a requirement came":
                File.AppendAllText(_world.Files["project/go.mod"], "\nrequire ex.com/d v1.0.0\n");
                break;
            case "vendored, with a replacement that came later":
                File.AppendAllText(_world.Files["project/go.mod"], "\nreplace ex.com/c => ../c\n");
                break;
            case "vendored, importing what is not there":
                _world.Files.Write("project/more.go", "package lib\n\nimport _ \"ex.com/c/none\"\n");
                break;
        }

        _set["GOFLAGS"] = kind.Split("with ")[^1] is ['-', ..] flag ? flag : "";
    }

    private async Task ArrangeWorkspaceAsync(string kind)
    {
        _world.Files.Write("project/go.work", "go 1.22\n\nuse .\n\nuse ./other\n");
        _world.Files.Write("project/go.mod", "module ex.com/main\n\ngo 1.21\n\nrequire ex.com/a v1.0.0\n\nrequire ex.com/b v1.0.0 // indirect\n\nrequire ex.com/c v1.0.0 // indirect\n");
        _world.Files.Write("project/lib.go", UsesA + "import _ \"ex.com/other\"\n");
        _world.Files.Write("project/other/go.mod", "module ex.com/other\n\ngo 1.21\n\nrequire ex.com/c v1.0.0\n");
        _world.Files.Write("project/other/o.go", "package other\n\nimport _ \"ex.com/c\"\n");
        _set["GOSUMDB"] = _world.Variables["GOSUMDB"] = kind.EndsWith("and database", StringComparison.Ordinal) ? "off" : _world.Database.VerifierText;
        var run = await _world.RunAsync("mod", "download");
        Assert.True(run.ExitCode == 0, run.Error);
        if (kind.Contains("without go.work.sum", StringComparison.Ordinal))
        {
            File.Delete(_world.Files["project/go.work.sum"]);
        }

        if (kind.Contains("stored records", StringComparison.Ordinal))
        {
            Directory.Delete(_world.Files["cache/cache/download/sumdb"], recursive: true);
        }

        if (kind.StartsWith("a vendored", StringComparison.Ordinal))
        {
            await GoAsync("work", "vendor");
            TestFiles.DeleteTree(_world.Cache);
            Directory.CreateDirectory(_world.Cache);
        }
    }

    private async Task<(bool Sutler, bool Go)> VerdictsAsync()
    {
        foreach (var (name, value) in _set)
        {
            _world.Variables[name] = value;
        }

        var workSum = _world.Files["project/go.work.sum"];
        var before = File.Exists(workSum);
        var run = await _world.RunAsync("mod", "download", "--offline-ready");
        var goMod = await File.ReadAllBytesAsync(_world.Files["project/go.mod"], Token);
        var go = await RunGoAsync("off", "build", "./...");
        // What a build writes down is not there for the next one.
        await File.WriteAllBytesAsync(_world.Files["project/go.mod"], goMod, Token);
        if (!before)
        {
            File.Delete(workSum);
        }

        return (run.ExitCode == 0, go.ExitCode == 0);
    }

    private async Task GoAsync(params string[] arguments)
    {
        var run = await RunGoAsync(_world.Variables["GOPROXY"], arguments);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private Task<(int ExitCode, string Output, string Error)> RunGoAsync(string proxy, params string[] arguments)
    {
        var variables = new Dictionary<string, string>
        {
            ["HOME"] = _world.Files["home"],
            ["GOPATH"] = _world.Files["gopath"],
            ["GOMODCACHE"] = _world.Cache,
            ["GOCACHE"] = _world.Files["gocache"],
            ["GOPROXY"] = proxy,
            ["GOSUMDB"] = _world.Database.VerifierText,
            ["GOENV"] = "off",
            ["GOFLAGS"] = "",
            ["GOTOOLCHAIN"] = "local",
            ["GOTELEMETRY"] = "off",
        };
        foreach (var (name, value) in _set)
        {
            variables[name] = value;
        }

        return ExternalProgram.RunAsync(ExternalProgram.Find("go")!, arguments, Token, _world.Project, variables);
    }
}
