namespace Sutler.TestKit.Serving;

/// <summary>What a checksum database answers over HTTP; the path begins with <c>/lookup/</c>, <c>/tile/</c> or <c>/latest</c>.</summary>
public interface IChecksumEndpoint
{
    /// <summary>The status and body for <paramref name="path"/> (decoded, without the database's own prefix).</summary>
    (int Status, byte[] Body) Answer(string path);
}
