using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sutler.GoModules.Modules;
using Sutler.Terminals;
using Sutler.TestKit;
using Sutler.TestKit.Checksums;
using Sutler.TestKit.Serving;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>
/// The whole program, in this process, against servers of ours: a project, a module cache, a proxy that also speaks for a
/// checksum database, all new for one test.
/// </summary>
internal sealed class TrustWorld : IAsyncDisposable
{
    private Dictionary<string, string>? _outside;

    private TrustWorld(ScriptedUpstream proxy)
    {
        Proxy = proxy;
        Database.Grow(5);
        proxy.Otherwise = Otherwise;
        Variables = new Dictionary<string, string>
        {
            ["HOME"] = Files["home"],
            ["GOPATH"] = Files["gopath"],
            ["GOMODCACHE"] = Cache,
            ["GOPROXY"] = proxy.Url,
            ["GOSUMDB"] = Database.VerifierText,
            ["GOENV"] = "off",
            // Failures are final, unless a test is about trying again.
            ["SUTLER_RETRIES"] = "0",
        };
        Directory.CreateDirectory(Files["home"]);
        Directory.CreateDirectory(Project);
    }

    public ScratchDirectory Files { get; } = new();

    public ScriptedUpstream Proxy { get; }

    public TestChecksumDatabase Database { get; } = new();

    public Dictionary<string, string> Variables { get; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>Stands for the name service; null asks the system.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; set; }

    /// <summary>Told of each line that a run prints on standard error, as it is printed.</summary>
    public Action<string> OnErrorLine { get; set; } = static _ => { };

    public string Cache => Files["cache"];

    public string Project => Files["project"];

    public static async Task<TrustWorld> StartAsync() => new(await ScriptedUpstream.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        Files.Dispose();
    }

    /// <summary>Puts a module on the proxy and its hashes into the database.</summary>
    public TestModule Publish(string path, string version, string? goMod = null, params (string Name, string Content)[] files)
    {
        var module = TestModule.Create(path, version, goMod, files);
        Database.Add(path, version, module.ZipHash, module.GoModHash);
        Serve(Proxy, module);
        return module;
    }

    public static void Serve(ScriptedUpstream proxy, TestModule module) => proxy
        .Answer(module.InfoTarget, module.Info)
        .Answer(module.GoModTarget, Reply.Bytes(module.GoMod))
        .Answer(module.ZipTarget, Reply.Bytes(module.Zip))
        .Answer(module.ListTarget, module.Id.Version + "\n");

    /// <summary>Writes the project: a go.mod that requires the modules, and go.sum if it is not null.</summary>
    public void Require(string? goSum, params IEnumerable<TestModule> modules)
    {
        Files.Write("project/go.mod", "module ex.com/main\n\ngo 1.21\n\n" + string.Concat(modules.Select(module => $"require {module.Id.Path} {module.Id.Version}\n")));
        if (goSum is not null)
        {
            Files.Write("project/go.sum", goSum);
        }
    }

    /// <summary>Whether standard error counts as a terminal, on which progress is shown.</summary>
    public bool ErrorIsTerminal { get; set; }

    public Task<ProgramRun> RunAsync(params string[] arguments) => RunAsync(arguments, TestContext.Current.CancellationToken);

    public async Task<ProgramRun> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        _outside ??= Outside();
        var (output, error) = (new StringWriter { NewLine = "\n" }, new WatchedWriter(OnErrorLine) { NewLine = "\n" });
        var context = new CommandContext
        {
            Output = output,
            Error = TextWriter.Synchronized(error),
            Variables = Variables,
            WorkingDirectory = Project,
            Time = Time,
            ErrorIsTerminal = ErrorIsTerminal,
            TerminalSize = () => TerminalSize.Default,
            TrustedRoots = TrustedRoots,
            Resolve = Resolve,
        };
        var exitCode = await new Application(Composition.Commands).RunAsync(arguments, context, cancellationToken);
        return new ProgramRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Nothing of the module is under its final name, save perhaps metadata.</summary>
    public void AssertUnpublished(ModuleId module, bool zipToo = true)
    {
        var stem = Path.Combine(Cache, "cache/download", ModuleFixture.Escape(module.Path), "@v", ModuleFixture.Escape(module.Version));
        Assert.False(Path.Exists(Path.Combine(Cache, $"{ModuleFixture.Escape(module.Path)}@{ModuleFixture.Escape(module.Version)}")), $"{module} has a tree");
        if (zipToo)
        {
            Assert.False(Path.Exists(stem + ".zip"), $"{module} has a zip");
            Assert.False(Path.Exists(stem + ".ziphash"), $"{module} has a ziphash");
        }
    }

    /// <summary>Whether zip and tree are there.</summary>
    public bool IsInstalled(TestModule module) =>
        File.Exists(Path.Combine(Cache, "cache/download", ModuleFixture.Escape(module.Id.Path), "@v", module.Id.Version + ".zip"))
        && Directory.Exists(Path.Combine(Cache, $"{ModuleFixture.Escape(module.Id.Path)}@{module.Id.Version}"));

    /// <summary>The project and everything else outside of the cache is as before the first run, and no temporary file is left.</summary>
    public void AssertTidy()
    {
        Assert.Equal(_outside, Outside());
        AssertNothingTemporary();
    }

    /// <summary>No temporary file and no half a tree is left in the cache.</summary>
    public void AssertNothingTemporary()
    {
        var entries = Directory.Exists(Cache) ? Directory.EnumerateFileSystemEntries(Cache, "*", SearchOption.AllDirectories) : [];
        string[] temporary =
        [
            .. entries.Where(path => path.EndsWith(".tmp", StringComparison.Ordinal)
                || path.EndsWith(".part", StringComparison.Ordinal)
                || path.EndsWith(".state", StringComparison.Ordinal)
                || path.EndsWith(".partial", StringComparison.Ordinal)
                || path.Contains(".tmp-", StringComparison.Ordinal)),
        ];
        Assert.Equal([], temporary);
    }

    /// <summary>What the proxy answers that no script names: the database, else 404.</summary>
    public Reply Otherwise(RecordedRequest request)
    {
        if (!request.Target.StartsWith("/sumdb/", StringComparison.Ordinal))
        {
            return Reply.Failure(404, "not found");
        }

        var answer = Database.Handle(Uri.UnescapeDataString(request.Target));
        return Reply.Bytes(answer.Body) with { Status = answer.Status, Headers = [("Content-Type", answer.ContentType)] };
    }

    private Dictionary<string, string> Outside()
    {
        var sumdb = Files["gopath/pkg/sumdb"];
        return Directory.EnumerateFileSystemEntries(Files.Root, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(Cache, StringComparison.Ordinal) && !sumdb.StartsWith(path, StringComparison.Ordinal)
                && !path.StartsWith(sumdb, StringComparison.Ordinal))
            .ToDictionary(path => path, Describe);
    }

    private sealed class WatchedWriter(Action<string> onLine) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            onLine(value ?? "");
        }
    }

    private static string Describe(string path) => new FileInfo(path).LinkTarget
        ?? (Directory.Exists(path) ? "directory" : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));
}
