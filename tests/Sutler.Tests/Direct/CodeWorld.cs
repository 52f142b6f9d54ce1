using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Discovery;
using Sutler.Go.Queries;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Sutler.Tests.Loading;
using Sutler.Transfer.Http;

namespace Sutler.Tests.Direct;

/// <summary>Modules of one repository in memory, whose root stands for <c>h.io/r</c> unless said otherwise.</summary>
internal sealed class CodeWorld : IRepositoryFinder, IAsyncDisposable
{
    private readonly HttpFetcher _http = new(new HttpFetcherOptions());
    private readonly DirectModules _modules;

    public CodeWorld(MemoryCodeRepository? code = null)
    {
        Code = code ?? new MemoryCodeRepository();
        _modules = new DirectModules(
            TestEnvironments.Create("/work") with { GoVersion = "1.24.4" },
            this,
            (_, _) =>
            {
                Opened++;
                return Task.FromResult<ICodeRepository>(Code);
            },
            new UrlReader(_http, NoRetry.Retrier));
    }

    public MemoryCodeRepository Code { get; }

    /// <summary>What is found for a path.</summary>
    public Func<string, RepositoryRoot> Root { get; set; } = static path => path.StartsWith("gopkg.in/", StringComparison.Ordinal)
        ? new RepositoryRoot(path, "git", "https://example.com/repo")
        : new RepositoryRoot("h.io/r", "git", "https://example.com/repo");

    /// <summary>How often the repository was opened.</summary>
    public int Opened { get; private set; }

    public Task<RepositoryRoot> FindAsync(ModulePath path, CancellationToken cancellationToken) => Task.FromResult(Root(path.Text));

    public IModuleRepository Open(string path) => _modules.Open(ModulePath.Parse(path));

    /// <summary>The version, or the failure as a query shows it.</summary>
    public async Task<string> StatAsync(string path, string revision) => (await InfoAsync(path, revision)).Version;

    /// <summary>The answer, with the failure in the place of the version.</summary>
    public async Task<(string Version, Origin? Origin)> InfoAsync(string path, string revision)
    {
        try
        {
            var repository = Open(path);
            var info = revision.Length == 0
                ? await repository.LatestAsync(CancellationToken.None)
                : await repository.StatAsync(revision, CancellationToken.None);
            return (info.Version, info.Origin);
        }
        catch (SutlerException failure)
        {
            return (QueryFailure.Attribute(path, revision, failure).Message, QueryFailure.OriginOf(failure));
        }
    }

    public async Task<string> VersionsAsync(string path, string prefix = "") =>
        string.Join(' ', (await Open(path).VersionsAsync(prefix, CancellationToken.None)).Versions);

    public async Task<string> GoModAsync(string path, string version)
    {
        try
        {
            return Encoding.UTF8.GetString(await Open(path).GoModAsync(version, CancellationToken.None));
        }
        catch (SutlerException failure)
        {
            return failure.Message;
        }
    }

    public ValueTask DisposeAsync() => _http.DisposeAsync();
}
