using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Checksums;

/// <summary>Finds out, once and only when something must be fetched, under which URL the database is to be asked. Spec: SUMDB-5.</summary>
/// <param name="settings">The database.</param>
/// <param name="proxies">Gives the elements of GOPROXY, or throws what every use of them throws.</param>
/// <param name="reader">Asks the proxies.</param>
internal sealed class ChecksumDatabaseAddress(ChecksumDatabaseSettings settings, Func<IReadOnlyList<ProxyListEntry>> proxies, IUrlReader reader)
{
    private readonly OnceMap<string, Url> _base = new();

    /// <summary>The URL of a path such as <c>/lookup/rsc.io/quote@v1.5.2</c>.</summary>
    public async Task<string> ResolveAsync(string path, CancellationToken cancellationToken)
    {
        var found = await _base.GetAsync("", FindAsync, cancellationToken);
        var url = found.Append(path);
        return url.Scheme.Length == 0 ? "https://" + url.Secret : url.Secret;
    }

    private Task<Url> FindAsync(CancellationToken cancellationToken) =>
        settings.ExplicitUrl is { } given ? Task.FromResult(given) : AskProxiesAsync(cancellationToken);

    // A proxy that says it supports the database hides from it who asks, so from then on nothing falls back to the
    // database itself; a proxy that fails stops the search unless the list says otherwise, for the same reason.
    private async Task<Url> AskProxiesAsync(CancellationToken cancellationToken)
    {
        SutlerException? failure = null;
        foreach (var entry in proxies())
        {
            if (entry.Url == ProxyListEntry.Direct)
            {
                return settings.Direct;
            }

            if (!entry.IsProxy)
            {
                continue;
            }

            var (supporting, error) = await AskAsync(entry, cancellationToken);
            if (supporting is not null)
            {
                return supporting;
            }

            failure = error is { IsNotExist: false } ? error : failure;
            if (error is { IsNotExist: false } && !entry.FallBackOnAnyError)
            {
                break;
            }
        }

        return failure is null ? settings.Direct : throw failure;
    }

    private async Task<(Url? Supporting, SutlerException? Error)> AskAsync(ProxyListEntry entry, CancellationToken cancellationToken)
    {
        var proxy = Url.Parse(entry.Url);
        try
        {
            await reader.ReadAsync(proxy.Append($"sumdb/{settings.Name}/supported").Secret, cancellationToken);
            return (proxy.Append("sumdb/" + settings.Name), null);
        }
        catch (SutlerException e) when (e is not FatalException)
        {
            return (null, e);
        }
    }
}
