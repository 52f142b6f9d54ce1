using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Counts what is asked of servers and what comes back; called from any thread, must return at once and never throw.</summary>
/// <remarks>
/// Each request on the wire is told of by itself: retries, parts of a file, and every step of a redirect. One that is given up before it
/// is answered is not told of. URLs are not for people as they are (<see cref="Url.Redacted"/>).
/// </remarks>
public interface IExchangeObserver
{
    /// <summary>The headers of an answer are here.</summary>
    /// <param name="url">What was asked for.</param>
    /// <param name="status">The status code.</param>
    /// <param name="took">From the request to the headers; waiting for a place is not in it.</param>
    void Answered(Url url, int status, TimeSpan took);

    /// <summary>No answer came.</summary>
    void Failed(Url url, TransferFault fault);

    /// <summary>Some of a body is here: so many bytes more, after decompression.</summary>
    void Received(Url url, int bytes);

    /// <summary>A body did not reach its end, and not because nobody wanted more of it.</summary>
    void Broke(Url url, TransferFault fault);
}
