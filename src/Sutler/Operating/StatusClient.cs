using System.Text.Json;
using Sutler.Commands;
using Sutler.Errors;
using Sutler.Server.Identity;
using Sutler.Server.Operations;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Operating;

/// <summary>Asks a server for its status. What comes is as hostile as anything from outside.</summary>
internal sealed class StatusClient : IAsyncDisposable
{
    private const int MaxBody = 1 << 20;
    private readonly HttpFetcher _http;
    private readonly Url _page;
    private readonly bool _hasToken;

    /// <summary>Connects to nobody yet; fails where the token cannot be read, or could be read on the way.</summary>
    /// <param name="page">The page.</param>
    /// <param name="tokenFile">Absolute path of the file with the token for operations; null to show none.</param>
    /// <param name="context">The process.</param>
    public StatusClient(Url page, string? tokenFile, CommandContext context)
    {
        (_page, _hasToken) = (page, tokenFile is not null);
        _http = new HttpFetcher(HttpComposition.CreateOptions(context, trace: null) with
        {
            Credentials = tokenFile is null ? null : new OperatorToken(page, SecretFile.Read(tokenFile, "the token")),
            TrustsLoopback = true,
            UserAgent = $"sutler/{VersionText.Version}",
        });
    }

    /// <summary>The status now; a <see cref="SutlerException"/> says why there is none, and what to do about it.</summary>
    public async Task<ServerStatus> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var response = await _http.GetAsync(new FetchRequest(_page, FetchPriority.Guiding), cancellationToken);
            var body = await response.ReadAllAsync(MaxBody, cancellationToken);
            return response.StatusCode == 200 ? Parse(body) : throw Refused(response, body);
        }
        catch (TransferException failure)
        {
            throw new SutlerException($"no server answers: {failure.Message}", failure) { Hint = "start one with 'sutler serve', or name another with --server" };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _http.DisposeAsync();

    private ServerStatus Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, StatusJson.Default.ServerStatus) ?? throw NoStatus(null);
        }
        catch (JsonException fault)
        {
            throw NoStatus(fault);
        }
    }

    private SutlerException Refused(FetchResponse response, byte[] body)
    {
        var reason = ReasonOf(body);
        return reason is null && response.StatusCode is not (401 or 403) ? NoStatus(null)
            : new SutlerException($"{_page.Redacted}: {response.Status}{(reason is null ? "" : ": " + reason)}")
            {
                Hint = response.StatusCode == 401 && !_hasToken ? "name the file with the token for operations with --admin-token-file" : null,
            };
    }

    private static string? ReasonOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
                ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private SutlerException NoStatus(Exception? inner) =>
        new($"{_page.Redacted}: what answers there is no server of sutler's, or one that has no status yet", inner) { Hint = "name the server with --server" };
}
