using Sutler.Errors;
using Sutler.Go.Direct.Programs;
using Sutler.GoModules;
using Sutler.GoModules.Repositories;

namespace Sutler.Go.Direct.Discovery;

/// <summary>Finds out by which scheme a repository can be reached whose address is known, each once a run. Spec: DISC-4.</summary>
/// <param name="programs">Runs the programs that know.</param>
/// <param name="directory">Where they run: the module cache, in which no project can lie.</param>
/// <param name="gitAllowProtocol">GIT_ALLOW_PROTOCOL, or empty.</param>
/// <param name="warn">Is told of a program that is missing.</param>
internal sealed class SchemeSearch(VcsPrograms programs, string directory, string gitAllowProtocol, Action<string> warn)
{
    private static readonly IReadOnlyDictionary<string, string> Plain = new Dictionary<string, string> { ["HGPLAIN"] = "1" };

    private readonly OnceMap<(VersionControl System, string Address, bool IsInsecure), string> _urls = new();

    /// <summary>The first URL behind which the program finds a repository.</summary>
    public Task<string> FindAsync(VersionControl system, string address, bool isInsecure, CancellationToken cancellationToken) =>
        _urls.GetAsync((system, address, isInsecure), token => SearchAsync(system, address, isInsecure, token), cancellationToken);

    private async Task<string> SearchAsync(VersionControl system, string address, bool isInsecure, CancellationToken cancellationToken)
    {
        VcsProgramException? first = null;
        foreach (var url in system.Schemes.Where(scheme => isInsecure || system.IsSecure(scheme, gitAllowProtocol)).Select(scheme => $"{scheme}://{address}"))
        {
            var failure = system.PingArguments(url) is { } arguments ? await AskAsync(system, arguments, cancellationToken) : null;
            if (failure is null)
            {
                return url;
            }

            first ??= failure;
            if (failure.ExitCode is null)
            {
                break;
            }
        }

        throw Nothing(system, first, isInsecure);
    }

    private async Task<VcsProgramException?> AskAsync(VersionControl system, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            await programs.RunAsync(new VcsCommand([system.Command, .. arguments], Existing(directory)) { Variables = Plain }, Stream.Null, cancellationToken);
            return null;
        }
        catch (VcsProgramException failure)
        {
            return failure;
        }
    }

    private SutlerException Nothing(VersionControl system, VcsProgramException? failure, bool isInsecure)
    {
        if (failure is { ExitCode: null })
        {
            warn($"go: missing {system.Name} command. See https://golang.org/s/gogetcmd");
        }

        return new SutlerException($"no {(isInsecure ? "" : "secure ")}protocol found for repository", failure)
        {
            IsNotExist = false,
            Hint = failure switch
            {
                null => null,
                { ExitCode: null } => $"install {system}, or add its directory to PATH",
                _ => $"'{string.Join(' ', failure.Command.Line)}' says what is wrong",
            },
        };
    }

    // A directory that cannot be made makes the program fail.
    private static string Existing(string directory)
    {
        try
        {
            return Directory.CreateDirectory(directory).FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return directory;
        }
    }
}
