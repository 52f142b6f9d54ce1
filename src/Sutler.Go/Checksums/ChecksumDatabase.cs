using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.GoModules.TransparencyLog;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Checksums;

/// <summary>The checksum database that GOSUMDB names, asked lazily and believed only with proof.</summary>
/// <remarks>
/// Thread-safe; one for a run, since requests and answers are shared through it. Making one does nothing: a broken GOSUMDB,
/// GOPROXY or GOPATH is told by the first lookup that needs it, as a failure of that module.
/// </remarks>
public sealed class ChecksumDatabase
{
    private const string MismatchExplanation = """


        SECURITY ERROR
        This download does NOT match the one reported by the checksum server.
        The bits may have been replaced on the origin server, or an attacker may
        have intercepted the download attempt.

        For more information, see 'go help module-auth'.

        """;

    private readonly GoEnvironment _environment;
    private readonly Lazy<(string Name, TransparencyLogClient Client)> _database;

    /// <summary>The database of an environment.</summary>
    /// <param name="environment">GOSUMDB, GONOSUMDB, GOPROXY, GONOPROXY, GOPATH and GOMODCACHE.</param>
    /// <param name="reader">Fetches from the database or from proxies.</param>
    /// <param name="files">Reads and writes the database's files.</param>
    /// <param name="digests">Records what is stored; null records nothing.</param>
    public ChecksumDatabase(GoEnvironment environment, IUrlReader reader, LockedFiles files, DigestJournal? digests = null)
        : this(environment, reader, (files, digests), static ops => ops)
    {
    }

    /// <summary>The same with something between the client of the log and the world.</summary>
    internal ChecksumDatabase(
        GoEnvironment environment, IUrlReader reader, (LockedFiles Files, DigestJournal? Digests) store, Func<ITransparencyLogOps, ITransparencyLogOps> between)
    {
        _environment = environment;
        _database = new Lazy<(string, TransparencyLogClient)>(() => Open(environment, reader, store, between));
    }

    /// <summary>The database of an environment, reading the files of earlier runs and writing none.</summary>
    public static ChecksumDatabase Unwritten(GoEnvironment environment, IUrlReader reader, LockedFiles files) =>
        new(environment, reader, (files, null), static ops => new UnwrittenLogOps(ops));

    /// <summary>The same, blind for files that are to be replaced.</summary>
    public static ChecksumDatabase Replacing(ReplacedLogFiles replaced, GoEnvironment environment, IUrlReader reader, (LockedFiles Files, DigestJournal? Digests) store) =>
        new(environment, reader, store, ops => new ReplacingLogOps(ops, replaced));

    /// <summary>Whether a module must be checked here; <see cref="LookupAsync"/> refuses any other.</summary>
    public bool Applies(string modulePath) => ChecksumDatabasePolicy.Applies(_environment, modulePath);

    /// <summary>Why it must not be asked about a module that <see cref="Applies"/> excludes.</summary>
    public string ReasonNotToAsk => _environment.GoSumDb == "off" ? "GOSUMDB=off" : "the module is private: GONOSUMDB or GOPRIVATE";

    /// <summary>The name people know it by; fails as the first lookup would when GOSUMDB is broken.</summary>
    public string Name => _database.Value.Name;

    /// <summary>
    /// The go.sum lines of a module; its version may end in <c>/go.mod</c>. Errors as
    /// <see cref="TransparencyLogClient.LookupAsync"/>, and those of GOSUMDB itself.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database must not hear of this module (SUMDB-3).</exception>
    public async Task<IReadOnlyList<string>> LookupAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (!Applies(module.Path))
        {
            throw new InvalidOperationException($"the checksum database must not be asked about {module.Path}");
        }

        return await _database.Value.Client.LookupAsync(module.Path, module.Version, cancellationToken);
    }

    /// <summary>
    /// Returns if the database agrees with a hash, or knows none for the module (WHEN-6). The version may end in <c>/go.mod</c>.
    /// </summary>
    /// <exception cref="ModuleException"><c>p@v: verifying module: …</c> or <c>p@v: verifying go.mod: …</c> (WHEN-4, WHEN-5).</exception>
    /// <exception cref="FatalException">The server signed two logs that contradict each other (TLOG-10).</exception>
    public async Task VerifyAsync(ModuleId module, H1Hash hash, CancellationToken cancellationToken)
    {
        const string GoModSuffix = "/go.mod";
        var isGoMod = module.Version.EndsWith(GoModSuffix, StringComparison.Ordinal);
        var named = isGoMod ? module with { Version = module.Version[..^GoModSuffix.Length] } : module;
        var noun = isGoMod ? "go.mod" : "module";
        try
        {
            Compare(module, hash, await LookupAsync(module, cancellationToken));
        }
        catch (VerificationException e)
        {
            throw new ModuleException(named, new VerificationException($"verifying {noun}: {e.Message}", e) { IsNotExist = false });
        }
        catch (SutlerException e) when (e is not FatalException)
        {
            throw new ModuleException(named, new SutlerException($"verifying {noun}: {e.Message}", e) { IsNotExist = false });
        }
    }

    // In the record's order: the first line that is equal or that contradicts decides.
    private void Compare(ModuleId module, H1Hash hash, IReadOnlyList<string> lines)
    {
        var prefix = $"{module.Path} {module.Version} ";
        foreach (var line in lines)
        {
            var listed = line[prefix.Length..];
            if (listed == hash.Text)
            {
                return;
            }

            if (listed.StartsWith("h1:", StringComparison.Ordinal))
            {
                throw new ChecksumMismatchException(
                    $"checksum mismatch\n\tdownloaded: {hash}\n\t{_database.Value.Name}: {listed}{MismatchExplanation}",
                    new ChecksumMismatch(module, hash.Text, listed, ChecksumWitness.Database));
            }
        }
    }

    private static (string Name, TransparencyLogClient Client) Open(
        GoEnvironment environment, IUrlReader reader, (LockedFiles Files, DigestJournal? Digests) store, Func<ITransparencyLogOps, ITransparencyLogOps> between)
    {
        var settings = ChecksumDatabaseSettings.Parse(environment.GoSumDb)
            ?? throw new SutlerException("checksum database disabled by GOSUMDB=off");
        var address = new ChecksumDatabaseAddress(settings, () => ProxyList.Parse(environment.GoProxy, environment.GoNoProxy), reader);
        var ops = new ChecksumDatabaseOps(settings.Name, address, reader, ChecksumDatabaseDirectories.Of(environment), store);
        return (settings.Name, new TransparencyLogClient(settings.Key, between(ops)));
    }
}
