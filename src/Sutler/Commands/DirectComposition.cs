using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Discovery;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Commands;

/// <summary>Puts together what reads modules straight from version control. Nothing is made before the first module is asked for there.</summary>
internal sealed class DirectComposition : IAsyncDisposable
{
    private readonly Lazy<string> _scratch = new(static () => Directory.CreateTempSubdirectory("sutler-repositories-").FullName);
    private readonly CommandContext _context;
    private readonly GoEnvironment _environment;
    private readonly FileLocks _locks;
    private readonly Action<string> _warn;
    private VcsPrograms? _programs;

    /// <summary>Creates it for one run.</summary>
    /// <param name="context">The process.</param>
    /// <param name="environment">The settings of the run.</param>
    /// <param name="locks">Those of the whole process.</param>
    /// <param name="warn">Prints a line on standard error.</param>
    public DirectComposition(CommandContext context, GoEnvironment environment, FileLocks locks, Action<string> warn)
    {
        _context = context;
        _environment = environment;
        _locks = locks;
        _warn = warn;
    }

    /// <summary>Receives the commands that are run; null for nobody.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Whether repositories are fetched into a directory that goes when the run ends, and not into the module cache.</summary>
    public bool KeepsNothing { get; init; }

    /// <summary>Looks at what is found before anybody goes there; null lets all pass.</summary>
    public Func<IRepositoryFinder, IRepositoryFinder> Guard { get; init; } = static finder => finder;

    /// <summary>Opens modules, reaching hosts and proxies through <paramref name="reader"/>.</summary>
    public Func<ModulePath, IModuleRepository> With(UrlReader reader)
    {
        var modules = new Lazy<DirectModules>(() => Create(reader));
        return path => modules.Value.Open(path);
    }

    /// <summary>Ends the programs that are still running, whatever they do.</summary>
    public async ValueTask DisposeAsync()
    {
        await (Volatile.Read(ref _programs)?.EndAsync() ?? Task.CompletedTask);
        if (_scratch.IsValueCreated)
        {
            TreeRemover.RemoveQuietly(_scratch.Value);
        }
    }

    /// <summary>Puts it together now. All that is made so shares the places for programs, and the retries of the first reader.</summary>
    public DirectModules Create(UrlReader reader)
    {
        var environment = KeepsNothing ? _environment with { GoModCache = _scratch.Value } : _environment;
        var programs = LazyInitializer.EnsureInitialized(
            ref _programs, () => new VcsPrograms(environment.Variables, environment.WorkingDirectory, _context.Time, Trace) { Retrier = reader.Retrier });
        var repositories = new CodeRepositories(new DirectContext
        {
            Programs = programs,
            Layout = new CacheLayout(environment.GoModCache),
            Locks = _locks,
            Variables = environment.Variables,
            Time = _context.Time,
            IsGoneAsync = (url, token) => IsGoneAsync(reader, url, token),
        });
        return new DirectModules(environment, Guard(new RepositoryFinder(environment, reader, programs, _context.Time, _warn)), repositories.OpenAsync, reader);
    }

    private static async Task<bool> IsGoneAsync(UrlReader reader, string url, CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadAsync(url, cancellationToken);
            return false;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return failure.IsNotExist;
        }
    }
}
