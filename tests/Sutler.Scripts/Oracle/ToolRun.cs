using System.Diagnostics;
using Sutler.TestKit;

namespace Sutler.Scripts.Oracle;

/// <summary>One tool (go or sutler) with a module directory and a module cache of its own.</summary>
public sealed class ToolRun : IDisposable
{
    private readonly string _program;

    /// <summary>Copies go.mod and go.sum of <paramref name="application"/> beside an empty cache; the proxy is a URL or a directory.</summary>
    public ToolRun(string program, string application, string proxy)
    {
        (_program, Proxy) = (program, proxy.Contains("://", StringComparison.Ordinal) ? proxy : "file://" + proxy);
        Root = Directory.CreateDirectory(Path.Combine(FastestDirectory, "sutler-oracle-" + Guid.NewGuid().ToString("N"))).FullName;
        Module = Directory.CreateDirectory(Path.Combine(Root, "m")).FullName;
        foreach (var file in new[] { "go.mod", "go.sum" })
        {
            File.Copy(Path.Combine(application, file), Path.Combine(Module, file));
        }
    }

    /// <summary>A run in <see cref="Corpus.WriteTinyApplication"/>.</summary>
    public static ToolRun Tiny(string program, string? proxy = null)
    {
        var run = new ToolRun(program, Path.Combine(Corpus.Debian, "apps", "small"), proxy ?? Path.Combine(Corpus.Debian, "goproxy"));
        Corpus.WriteTinyApplication(run.Module);
        return run;
    }

    public string Root { get; }

    /// <summary>GOPROXY.</summary>
    public string Proxy { get; set; }

    /// <summary>GOSUMDB.</summary>
    public string ChecksumDatabase { get; set; } = "off";

    // Trees of 34,000 files are written several times: memory spares disks, where there is enough of it.
    private static string FastestDirectory =>
        Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").AvailableFreeSpace > 8L << 30 ? "/dev/shm" : Path.GetTempPath();

    public string Module { get; }

    public string Cache => Path.Combine(Root, "cache");

    public string GoSum => File.ReadAllText(Path.Combine(Module, "go.sum"));

    /// <summary>Starts the tool in the module directory.</summary>
    public Process Start(string? program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program ?? _program, arguments)
        {
            WorkingDirectory = Module,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        foreach (var (key, value) in Variables())
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs the tool to its end; paths of this run are replaced by names.</summary>
    public async Task<ToolOutcome> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var process = Start(null, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new ToolOutcome(process.ExitCode, Named(await output), Named(await error), GoSum, File.ReadAllText(Path.Combine(Module, "go.mod")));
    }

    /// <summary>Fills this cache with a copy of another.</summary>
    public async Task CopyCacheFromAsync(ToolRun other, CancellationToken cancellationToken)
    {
        TestFiles.DeleteTree(Cache);
        var (code, _, error) = await ExternalProgram.RunAsync("cp", ["-a", other.Cache, Cache], cancellationToken);
        Xunit.Assert.True(code == 0, error);
        File.Copy(Path.Combine(other.Module, "go.sum"), Path.Combine(Module, "go.sum"), overwrite: true);
    }

    public void Dispose() => TestFiles.DeleteTree(Root);

    private string Named(string text) => text.Replace(Cache, "$CACHE", StringComparison.Ordinal).Replace(Root, "$ROOT", StringComparison.Ordinal);

    private Dictionary<string, string> Variables() => new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
        ["HOME"] = Root,
        ["GOPATH"] = Path.Combine(Root, "gopath"),
        ["GOMODCACHE"] = Cache,
        ["GOROOT"] = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFileName(_program) == "go" ? _program : Corpus.Go))!,
        ["GOPROXY"] = Proxy,
        ["GOSUMDB"] = ChecksumDatabase,
        ["GOFLAGS"] = "",
        ["GOENV"] = "off",
        ["GOTOOLCHAIN"] = "local",
        ["GOTELEMETRY"] = "off",
        ["TZ"] = "UTC",
    };
}

/// <summary>What a run left behind apart from the cache.</summary>
public sealed record ToolOutcome(int ExitCode, string Output, string Error, string GoSum, string GoMod);
