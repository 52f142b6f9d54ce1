using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Repositories;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Direct.Discovery;

/// <summary>Asks hosts about import paths, each once a run: what one module needs to know of its repository's root, another has often asked before.</summary>
/// <remarks>
/// By https, and credentials go with it by the rules of GOAUTH. Where GOINSECURE matches, by https from whoever answers within five
/// seconds, then by http; nothing secret is sent there. Thread-safe. Spec: DISC-5, HTTP-6.
/// </remarks>
internal sealed class GoGetPages(UrlReader reader, TimeProvider time, bool allowSubdirectories)
{
    /// <summary>The most that is read of a page, in bytes. The tags stand in its head.</summary>
    public const int MaxLength = 1 << 20;

    private static readonly TimeSpan InsecureLimit = TimeSpan.FromSeconds(5);

    private readonly OnceMap<(string ImportPath, bool IsInsecure), GoGetPage> _pages = new();

    /// <summary>Where an import path is asked about, without scheme.</summary>
    public static string Address(string importPath) => $"//{importPath}{(importPath.Contains('/') ? "" : "/")}?go-get=1";

    /// <summary>What the host says.</summary>
    public Task<GoGetPage> ReadAsync(string importPath, bool isInsecure, CancellationToken cancellationToken) => _pages.GetAsync(
        (importPath, isInsecure),
        async token => isInsecure
            ? await AskAnybodyAsync(importPath, token) ?? await AskAsync("http:" + Address(importPath), token)
            : await AskAsync("https:" + Address(importPath), token),
        cancellationToken);

    private async Task<GoGetPage> AskAsync(string address, CancellationToken cancellationToken)
    {
        var url = Url.Parse(address);
        try
        {
            return await reader.ReadPageAsync(
                new FetchRequest(url, FetchPriority.Guiding), MaxLength, page => Read(url, page) is var read && read.Tags.Count > 0 ? read : ThrowOr(read, page), cancellationToken);
        }
        catch (ReadingException refusal)
        {
            return new GoGetPage(url.Redacted) { Refusal = refusal };
        }
        catch (InterruptedPageException interruption)
        {
            return new GoGetPage(url.Redacted) { Damage = interruption.Message };
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return new GoGetPage(url.Redacted) { Silence = failure };
        }
    }

    // Null when nobody answers.
    private async Task<GoGetPage?> AskAnybodyAsync(string importPath, CancellationToken cancellationToken)
    {
        var url = Url.Parse("https:" + Address(importPath));
        using var limit = new CancellationTokenSource(InsecureLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Read(url, await reader.FetchPageAsync(new FetchRequest(url, FetchPriority.Guiding) { IsFromAnybody = true }, MaxLength, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return null;
        }
    }

    private GoGetPage Read(Url url, WebPage page)
    {
        var (tags, error) = GoImportScanner.Scan(page.Body, allowSubdirectories);
        return new GoGetPage(url.Redacted, tags)
        {
            Refusal = tags.Count > 0 ? null : page.Refusal,
            Damage = tags.Count > 0 ? null
                : page.Interruption?.Message ?? (page.IsCut ? $"no go-import meta tag in the first {MaxLength} bytes" : error?.Reason),
        };
    }

    // What may pass is worth another attempt, which takes an exception.
    private static GoGetPage ThrowOr(GoGetPage read, WebPage page) =>
        page.Refusal is { } refusal ? throw refusal
        : page.Interruption is { } interruption ? throw new InterruptedPageException(interruption)
        : read;

    private sealed class InterruptedPageException(SutlerException inner) : SutlerException(inner.Message, inner);
}
