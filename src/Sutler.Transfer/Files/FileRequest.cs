using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Files;

/// <summary>A file to fetch.</summary>
/// <param name="Url">An http or https URL.</param>
/// <param name="Retries">How many attempts may follow one that failed without progress.</param>
public sealed record FileRequest(Url Url, int Retries)
{
    /// <summary>The most bytes the file may have.</summary>
    public required long MaxLength { get; init; }

    /// <summary>What is said of a file with more.</summary>
    public required string TooLarge { get; init; }

    /// <summary>Makes the failure for an answer that is neither the file nor a part of it.</summary>
    public required Func<FetchResponse, CancellationToken, Task<SutlerException>> RefuseAsync { get; init; }
}
