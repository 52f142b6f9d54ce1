using Sutler.Errors;
using Sutler.Go.Processes;
using Sutler.GoModules;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources.Credentials;

/// <summary>Credentials by GOAUTH: <c>netrc</c>, <c>off</c>, <c>git DIR</c> and commands. Spec: AUTH-2 to AUTH-6.</summary>
/// <remarks>
/// Every command is asked once before the first https request, and again about each URL that is refused by 4xx; a GOAUTH that cannot be used ends
/// the run then, as it does in the go command (<see cref="FatalException"/>). A command that fails is no failure of the run.
/// </remarks>
public sealed class GoAuthCredentials : ICredentialSource, IAsyncDisposable
{
    private const int MaxAtOnce = 4;

    // Tokens may be short-lived: after this a command may be asked about the same URL again.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly GoAuthOptions _options;
    private readonly IReadOnlyList<GoAuthCommand> _commands;
    private readonly CredentialStore _store = new();
    private readonly OnceMap<(string Url, long Period), bool> _runs = new();
    private readonly CommandAuthenticator _programs;
    private readonly GitAuthenticator _git;
    private readonly SemaphoreSlim _gate;
    private readonly Lazy<IReadOnlyList<PrefixCredentials>> _netrc;
    private readonly long _started;
    private volatile bool _hasRun;

    /// <summary>Creates the source; nothing is read or run yet.</summary>
    public GoAuthCredentials(GoAuthOptions options)
    {
        _options = options;
        _commands = GoAuthCommand.ParseList(options.GoAuth);
        var programs = new ProgramRunner(WithoutPrompts(options.Variables), options.WorkingDirectory, options.Time);
        _programs = new CommandAuthenticator(programs);
        _git = new GitAuthenticator(programs, options.Time);
        _gate = new SemaphoreSlim(MayPrompt(options.Variables) ? 1 : MaxAtOnce);
        _netrc = new Lazy<IReadOnlyList<PrefixCredentials>>(ReadNetrc);
        _started = options.Time.GetTimestamp();
    }

    /// <inheritdoc/>
    public async ValueTask<CredentialHeaders?> FindAsync(Url url, CancellationToken cancellationToken)
    {
        if (!_hasRun)
        {
            await _runs.GetAsync(("", 0), token => RunAsync(null, token), cancellationToken);
            _hasRun = true;
        }

        return _store.Find(url);
    }

    /// <inheritdoc/>
    public async ValueTask<CredentialHeaders?> RefreshAsync(CredentialRefusal refusal, CancellationToken cancellationToken)
    {
        var known = await FindAsync(refusal.Url, cancellationToken);
        if (known is not null && !known.Equals(refusal.Sent))
        {
            return known;
        }

        var period = _options.Time.GetElapsedTime(_started).Ticks / Memory.Ticks;
        await _runs.GetAsync((refusal.Url.Secret, period), token => RunInTurnAsync(refusal, token), cancellationToken);
        return _store.Find(refusal.Url);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _git.DisposeAsync();
        _gate.Dispose();
    }

    // No prompts unless the user wants them, as in the go command.
    private static Dictionary<string, string> WithoutPrompts(IReadOnlyDictionary<string, string> variables)
    {
        var all = new Dictionary<string, string>(variables, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var (name, value) in new[] { ("GIT_TERMINAL_PROMPT", "0"), ("GCM_INTERACTIVE", "never") })
        {
            all[name] = all.GetValueOrDefault(name, "") is { Length: > 0 } set ? set : value;
        }

        return all;
    }

    private static bool MayPrompt(IReadOnlyDictionary<string, string> variables) => variables.GetValueOrDefault("GIT_TERMINAL_PROMPT", "") is not ("" or "0");

    private async Task<bool> RunInTurnAsync(CredentialRefusal refusal, CancellationToken cancellationToken)
    {
        if (!_commands.Any(command => command.IsProgram))
        {
            return await RunAsync(refusal, cancellationToken);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await RunAsync(refusal, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> RunAsync(CredentialRefusal? refusal, CancellationToken cancellationToken)
    {
        var found = new List<PrefixCredentials>();
        var failures = new List<string>();
        // From the last to the first: what an earlier command says replaces what a later one said.
        foreach (var command in _options.GoAuth == "off" ? [] : _commands.Reverse())
        {
            try
            {
                found.AddRange(await AskAsync(command, refusal, cancellationToken));
            }
            catch (SutlerException failure) when (failure is not FatalException)
            {
                failures.Add($"  GOAUTH={command.Shown}: {failure.Message}");
            }
        }

        _store.Apply(found);
        if (refusal is not null && failures.Count > 0 && _store.Find(refusal.Url) is null)
        {
            _options.Trace?.Invoke($"GOAUTH encountered errors for {refusal.Url.Redacted}:");
            failures.ForEach(failure => _options.Trace?.Invoke(failure.TrimEnd('\n')));
        }

        return true;
    }

    private async Task<IReadOnlyList<PrefixCredentials>> AskAsync(GoAuthCommand command, CredentialRefusal? refusal, CancellationToken cancellationToken)
    {
        switch (command.Kind)
        {
            case "":
                throw GoAuthCommand.Fatal($"GOAUTH encountered an empty command (GOAUTH={ShownList()})");
            case "off":
                return _commands.Count == 1 ? [] : throw GoAuthCommand.Fatal($"GOAUTH=off cannot be combined with other authentication commands (GOAUTH={ShownList()})");
            case "netrc":
                return _netrc.Value;
            case "git":
                var directory = command.GitDirectory();
                // It cannot list what it knows: there has to be a URL to ask for.
                return refusal is null ? [] : [await _git.AskAsync(directory, refusal, cancellationToken)];
            default:
                return await _programs.AskAsync(command, refusal, cancellationToken);
        }
    }

    private string ShownList() => _commands.Any(command => command.Shown != command.Text) ? string.Join(';', _commands.Select(command => command.Shown)) : _options.GoAuth;

    // Backwards: the first entry of a machine counts, and of two for one prefix the later is kept.
    private IReadOnlyList<PrefixCredentials> ReadNetrc() =>
        [.. NetrcFile.Read(_options.Variables).Reverse().Select(entry => new PrefixCredentials(entry.Machine, CredentialHeaders.Basic(entry.Login, entry.Password)))];
}
