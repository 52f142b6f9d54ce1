using System.Net;
using System.Net.Http.Headers;

namespace Sutler.TestKit.Chaos;

/// <summary>A client that reads files of a server and compares each with the truth, whatever happens to the server.</summary>
/// <remarks>
/// A body counts when the server has ended it. One that broke off may hold anything, for the server gives bytes on before it knows whether
/// they are right; where it has given a strong tag with them it knows, and they are continued.
/// </remarks>
public sealed class ChaosClient : IDisposable
{
    private const int LongBody = 1 << 20;
    private const int PauseFor = 30;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly ChaosLedger _ledger;
    private readonly Random? _random;
    private readonly Activity? _activity;

    /// <summary>Makes one that reads each body to its end.</summary>
    public ChaosClient(ChaosLedger ledger) => _ledger = ledger;

    /// <summary>Makes one that at times leaves before the end, or rests in a long body until others have done something.</summary>
    public ChaosClient(ChaosLedger ledger, int seed, Activity activity) => (_ledger, _random, _activity) = (ledger, new Random(seed), activity);

    private enum Ending
    {
        Whole,
        Left,
        Broken,
        Refused,
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Reads one file as a client does: once, or given up half-way, or continued where it broke off.</summary>
    /// <returns>Whether the whole of it came.</returns>
    public async Task<bool> ReadAsync(Func<Task<string>> server, string target, byte[] truth, CancellationToken cancellationToken)
    {
        var leaveAt = _random?.Next(6) == 0 ? _random.Next(truth.Length + 1) : int.MaxValue;
        using var received = new MemoryStream();
        var (ending, tag) = await ReadOnceAsync(await server() + target, received, null, leaveAt, cancellationToken);
        var isContinued = ending == Ending.Broken && tag is { IsWeak: false } && received.Length > 0 && received.Length < truth.Length;
        if (isContinued)
        {
            (ending, _) = await ReadOnceAsync(await server() + target, received, tag, int.MaxValue, cancellationToken);
        }

        if (ending != Ending.Whole)
        {
            return false;
        }

        if (!received.GetBuffer().AsSpan(0, (int)received.Length).SequenceEqual(truth))
        {
            _ledger.Violations.Enqueue($"{target}: ended with {received.Length} bytes that are not the {truth.Length} of the truth{(isContinued ? ", continued" : "")}");
        }

        Interlocked.Increment(ref _ledger.Completed);
        if (isContinued)
        {
            Interlocked.Increment(ref _ledger.Resumed);
        }

        return true;
    }

    private async Task<(Ending Ending, EntityTagHeaderValue? Tag)> ReadOnceAsync(
        string url, MemoryStream received, EntityTagHeaderValue? continued, int leaveAt, CancellationToken cancellationToken)
    {
        EntityTagHeaderValue? tag = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (continued is not null)
            {
                request.Headers.Range = new RangeHeaderValue(received.Length, null);
                request.Headers.IfRange = new RangeConditionHeaderValue(continued);
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!IsBody(url, response))
            {
                return (Ending.Refused, null);
            }

            if (response.StatusCode == HttpStatusCode.OK)
            {
                received.SetLength(0);
            }

            tag = response.Headers.ETag;
            var pauseAt = response.Content.Headers.ContentLength > LongBody && _random?.Next(2) == 0 ? LongBody / 8 : long.MaxValue;
            var isWhole = await CopyAsync(await response.Content.ReadAsStreamAsync(cancellationToken), received, (leaveAt, pauseAt), cancellationToken);
            return (isWhole ? Ending.Whole : Ending.Left, tag);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            Interlocked.Increment(ref _ledger.Broken);
            return (Ending.Broken, tag);
        }
    }

    private bool IsBody(string url, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is 200 or 206)
        {
            return true;
        }

        if (status is 429 or >= 500)
        {
            Interlocked.Increment(ref _ledger.Refused);
        }
        else
        {
            _ledger.Violations.Enqueue($"{url}: {status}, though it exists");
        }

        return false;
    }

    private async Task<bool> CopyAsync(Stream body, MemoryStream received, (long Leave, long Pause) at, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 << 10];
        while (received.Length < at.Leave)
        {
            if (received.Length > at.Pause)
            {
                at.Pause = long.MaxValue;
                await _activity!.AdvanceAsync(PauseFor, cancellationToken);
            }

            var read = await body.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return true;
            }

            received.Write(buffer, 0, read);
        }

        return false;
    }
}
