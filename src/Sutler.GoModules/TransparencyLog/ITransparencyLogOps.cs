namespace Sutler.GoModules.TransparencyLog;

/// <summary>What the client of a transparency log needs of the world: a server, a cache, and one remembered tree head.</summary>
/// <remarks>Thread-safe: lookups run at the same time.</remarks>
public interface ITransparencyLogOps : ITreeHeadStore
{
    /// <summary>
    /// The body the server has under a path such as <c>/lookup/rsc.io/quote@v1.5.2</c> or <c>/tile/8/0/x001/067</c>; any other
    /// answer is a <see cref="Sutler.Errors.SutlerException"/>.
    /// </summary>
    Task<byte[]> ReadRemoteAsync(string path, CancellationToken cancellationToken);

    /// <summary>The cached file under <c>&lt;name&gt;/lookup/…</c> or <c>&lt;name&gt;/tile/…</c>; null or empty when there is none or it cannot be read.</summary>
    Task<byte[]?> ReadCacheAsync(string file, CancellationToken cancellationToken);

    /// <summary>Caches a proven file, if that is possible; a failure is no error.</summary>
    Task WriteCacheAsync(string file, byte[] data, CancellationToken cancellationToken);
}
