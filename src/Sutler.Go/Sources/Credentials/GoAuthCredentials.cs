using Sutler.Errors;
using Sutler.GoModules;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources.Credentials;

/// <summary>Credentials by GOAUTH: <c>netrc</c> and <c>off</c>. Spec: AUTH-2 to AUTH-4.</summary>
/// <remarks>
/// Read once, at the first https request; a GOAUTH that cannot be used ends the run then, as it does in the go command
/// (<see cref="FatalException"/>). Commands are not run again after a 4xx answer: neither of these two could say anything new (HTTP-8).
/// </remarks>
public sealed class GoAuthCredentials : ICredentialSource
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> _byPrefix;

    /// <summary>Creates the source; nothing is read yet.</summary>
    /// <param name="goAuth">GOAUTH.</param>
    /// <param name="variables">The environment, for NETRC and the home directory.</param>
    /// <param name="trace">Receives why a netrc file could not be read, which is no failure of the run; null for none.</param>
    public GoAuthCredentials(string goAuth, IReadOnlyDictionary<string, string> variables, Action<string>? trace = null) =>
        _byPrefix = new Lazy<IReadOnlyDictionary<string, string>>(() => Load(goAuth, variables, trace));

    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(Url url, CancellationToken cancellationToken)
    {
        // The whole URL, then the host with its port: nothing between. Spec: AUTH-4.
        var key = url.Secret["https://".Length..];
        var host = key.Split('/')[0];
        return ValueTask.FromResult(_byPrefix.Value.GetValueOrDefault(key) ?? _byPrefix.Value.GetValueOrDefault(host));
    }

    private static Dictionary<string, string> Load(string goAuth, IReadOnlyDictionary<string, string> variables, Action<string>? trace)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var commands = goAuth.Split(';', StringSplitOptions.TrimEntries);
        // From the last to the first: what an earlier command says replaces what a later one said.
        foreach (var command in commands.Reverse())
        {
            var words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []:
                    throw Fatal($"GOAUTH encountered an empty command (GOAUTH={goAuth})");
                case ["off", ..] when commands.Length > 1:
                    throw Fatal($"GOAUTH=off cannot be combined with other authentication commands (GOAUTH={goAuth})");
                case ["off", ..]:
                    break;
                case ["netrc", ..]:
                    AddNetrc(found, command, variables, trace);
                    break;
                default:
                    throw NotYet(words);
            }
        }
        return found;
    }

    private static void AddNetrc(Dictionary<string, string> found, string command, IReadOnlyDictionary<string, string> variables, Action<string>? trace)
    {
        try
        {
            foreach (var entry in NetrcFile.Read(variables).Reverse())
            {
                var prefix = entry.Machine.StartsWith("https://", StringComparison.Ordinal) ? entry.Machine["https://".Length..] : entry.Machine;
                found[prefix] = HttpFetcher.BasicAuthorization(entry.Login, entry.Password);
            }
        }
        catch (SutlerException failure)
        {
            trace?.Invoke($"GOAUTH={command}: {failure.Message}");
        }
    }

    private static FatalException NotYet(string[] words)
    {
        if (words[0] is "git")
        {
            CheckGit(words);
        }
        return new FatalException($"GOAUTH command {GoQuoting.Quote(words[0])} is not supported yet")
        {
            Prefixed = true,
            Hint = "put the credentials into a netrc file, or set GOAUTH=off to go without",
        };
    }

    private static void CheckGit(string[] words)
    {
        const string Needs = "GOAUTH=git dir method requires an absolute path to the git working directory";
        if (words.Length != 2)
        {
            throw Fatal(Needs);
        }
        if (!Path.IsPathFullyQualified(words[1]))
        {
            throw Fatal(Needs + ", dir is not absolute");
        }
        if (!Path.Exists(words[1]))
        {
            throw Fatal($"GOAUTH=git encountered an error; cannot stat {words[1]}: stat {words[1]}: no such file or directory");
        }
        if (!Directory.Exists(words[1]))
        {
            throw Fatal(Needs + ", dir is not a directory");
        }
    }

    private static FatalException Fatal(string text) => new(text) { Prefixed = true };
}
