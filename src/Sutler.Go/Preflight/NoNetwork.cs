using Sutler.Errors;
using Sutler.Go.Sources;

namespace Sutler.Go.Preflight;

/// <summary>Asks nobody.</summary>
public sealed class NoNetwork : IUrlReader
{
    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken) => throw new SutlerException("nobody is asked");
}
