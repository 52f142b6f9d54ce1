using Sutler.Go.Direct;
using Sutler.Go.Direct.Commands;
using Sutler.GoModules;
using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Commands;

/// <summary>A repository of one system behind the system's own server, made once for a test class, and contexts to look at it from.</summary>
/// <remarks>
/// First revision, tagged <c>v1.0.0</c>: <c>go.mod</c>, <c>one.go</c>, and <c>crlf.txt</c> with two kinds of line ends. Second: also
/// <c>sub/go.mod</c> and <c>sub/s.go</c>; tagged <c>sub/v0.1.0</c>.
/// </remarks>
public abstract class ServedRepository : IAsyncLifetime
{
    public const string GoMod = "module one.test\n";
    public const string Mixed = "a\r\nb\n";

    private readonly Dictionary<string, string> _variables = [];
    private readonly OnceMap<int, ICodeRepository> _opened = new();
    private ServerProcess? _server;
    private int _caches;

    protected ServedRepository(string program, string server)
    {
        Missing = new[] { program, server }.FirstOrDefault(name => ExternalProgram.Find(name) is null) is { } absent
            ? $"no {absent} here: eng/peers.sh unpacks it where apt is"
            : null;
    }

    /// <summary>Why there can be no such repository here, or null.</summary>
    public string? Missing { get; }

    /// <summary>The repository, opened at the first call.</summary>
    public Task<ICodeRepository> OpenedAsync() => _opened.GetAsync(0, token => CommandRepository.OpenAsync(Table, World(), Url, token), TestContext.Current.CancellationToken);

    public ScratchDirectory Scratch { get; } = new();

    /// <summary>What the URL of every repository begins with.</summary>
    public string Base { get; private set; } = "";

    public string Url => UrlOf("one");

    /// <summary>Another of the same content, into which something is released later.</summary>
    public string LaterUrl => UrlOf("later");

    public abstract CommandTable Table { get; }

    /// <summary>What the first and second revision are called.</summary>
    public abstract (string Name, string ShortName, string Time)[] Revisions { get; }

    /// <summary>What the tag of the first revision is asked for as; null where there are no such names.</summary>
    public virtual string? Tag => "v1.0.0";

    /// <summary>The tags that are listed.</summary>
    public virtual string[] Tags => ["sub/v0.1.0", "v1.0.0"];

    /// <summary>The paths of the archive of <c>sub</c>.</summary>
    public virtual string[] SubArchive => ["sub/go.mod", "sub/s.go"];

    /// <summary>What the go command makes a clone with.</summary>
    public virtual string[]? GoClone => null;

    public virtual string UrlOf(string name) => Base + name;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        foreach (var (name, value) in RepositoryWorld.Variables(Scratch))
        {
            _variables[name] = value;
        }

        _variables["USER"] = "gopher";
        Directory.CreateDirectory(_variables["HOME"]);
        Directory.CreateDirectory(Scratch["made"]);
        Directory.CreateDirectory(Scratch[Table.Vcs]);
        await BuildAsync();
        (_server, Base) = await OtherServers.StartAsync(Table.Vcs, Scratch.Root, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Commits a file <c>more.txt</c> to the one for later, and tags it <c>v1.1.0</c>.</summary>
    public abstract Task ReleaseAsync();

    /// <summary>A context with a module cache of its own.</summary>
    public DirectContext World(List<string>? trace = null, IReadOnlyDictionary<string, string>? variables = null) =>
        World(Scratch[$"cache{Interlocked.Increment(ref _caches)}"], trace, variables);

    /// <summary>A context with a module cache that others may know.</summary>
    public DirectContext World(string cache, List<string>? trace = null, IReadOnlyDictionary<string, string>? variables = null) =>
        RepositoryWorld.Context(Scratch, cache, variables, trace: trace is null ? null : Trace(trace));

    protected abstract Task BuildAsync();

    protected void Put(string name, string content) => Scratch.Write(Path.Combine("made", name), content);

    protected async Task<string> RunAsync(params string[] line)
    {
        var (code, output, error) = await ExternalProgram.RunAsync(
            ExternalProgram.Find(line[0])!, line[1..], TestContext.Current.CancellationToken, Scratch["made"], _variables);
        Assert.True(code == 0, $"{string.Join(' ', line)}: {output}{error}");
        return output;
    }

    private static Action<string> Trace(List<string> lines) => line =>
    {
        lock (lines)
        {
            if (line.StartsWith("cd ", StringComparison.Ordinal))
            {
                lines.Add(line[(line.IndexOf(';', StringComparison.Ordinal) + 2)..]);
            }
        }
    };
}
