using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Processes;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources.Credentials;

/// <summary>Asks git's credential helpers, and tells them in the background whether what they gave was good. Spec: AUTH-6.</summary>
/// <remarks>Git always runs in the directory that GOAUTH names: the current one may belong to a project that configures a helper of its own.</remarks>
internal sealed class GitAuthenticator(ProgramRunner programs, TimeProvider time) : IAsyncDisposable
{
    private const int MaxProbes = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<GitCredentialOutput, Task> _checks = new();

    /// <summary>What the helpers know for the URL that was refused; their failures are <see cref="SutlerException"/>.</summary>
    public async Task<PrefixCredentials> AskAsync(string directory, CredentialRefusal refusal, CancellationToken cancellationToken)
    {
        var url = refusal.Url.WithoutUser().Secret;
        var call = Call(directory, "fill", Encoding.UTF8.GetBytes($"url={url}\n"));
        var result = await programs.RunAsync(call, cancellationToken);
        if (result.ExitCode != 0)
        {
            var said = CommandAuthenticator.Masked(result.Error);
            throw new SutlerException(string.Create(CultureInfo.InvariantCulture, $"'git credential fill' failed (url={url}): exit status {result.ExitCode}\n{said}"));
        }

        var found = GitCredentialOutput.Parse(result.Output);
        if (found.Prefix.Length == 0)
        {
            throw new SutlerException($"'git credential fill' failed for url={url}, could not parse url\n");
        }

        if (!IsPrefix(found.Prefix, url))
        {
            throw new SutlerException($"requested a credential for {url}, but 'git credential fill' provided one for {found}\n");
        }

        var headers = CredentialHeaders.Basic(found.User, found.Password);
        _ = _checks.GetOrAdd(found, _ => CheckAsync(directory, refusal, Url.Parse(found.Prefix), headers, result.Output));
        return new PrefixCredentials(found.Prefix, headers);
    }

    /// <summary>Gives what is being checked a moment, then ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(Task.WhenAll(_checks.Values), Task.Delay(_checks.IsEmpty ? TimeSpan.Zero : Patience, time));
        await _stop.CancelAsync();
        await Task.WhenAll(_checks.Values);
        _stop.Dispose();
    }

    // Whole elements: https://a.b is no prefix of https://a.bc.
    private static bool IsPrefix(string prefix, string url) =>
        url.StartsWith(prefix, StringComparison.Ordinal) && (url.Length == prefix.Length || prefix.EndsWith('/') || url[prefix.Length] is '/' or '?');

    private async Task CheckAsync(string directory, CredentialRefusal refusal, Url prefix, CredentialHeaders headers, byte[] output)
    {
        try
        {
            for (var i = 0; i < MaxProbes; i++)
            {
                if (await ProbeAsync(refusal, prefix, headers) is { } status)
                {
                    await TellAsync(directory, status, output);
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is SutlerException or OperationCanceledException)
        {
            // Helpers that learn nothing ask again the next time.
        }
    }

    private async Task<int?> ProbeAsync(CredentialRefusal refusal, Url prefix, CredentialHeaders headers)
    {
        try
        {
            return await refusal.ProbeAsync(prefix, headers, _stop.Token);
        }
        catch (SutlerException)
        {
            return null;
        }
    }

    private async Task TellAsync(string directory, int status, byte[] output)
    {
        if (status is 200 or 401)
        {
            await programs.RunAsync(Call(directory, status == 200 ? "approve" : "reject", output), _stop.Token);
        }
    }

    private static ProgramCall Call(string directory, string action, byte[] input) => new("git", ["credential", action]) { Directory = directory, Input = input };
}
