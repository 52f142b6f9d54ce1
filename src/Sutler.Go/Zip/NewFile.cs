using Sutler.Go.Cache;

namespace Sutler.Go.Zip;

/// <summary>A file that comes into being with its first bytes, or nothing at all when there is no path.</summary>
internal sealed class NewFile : IDisposable
{
    private readonly string? _path;
    private FileStream? _stream;

    public NewFile(string? path)
    {
        _path = path;
    }

    /// <summary>Appends; the first call, even with no bytes, creates the file.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_path is null)
        {
            return;
        }

        var operation = "open";
        try
        {
            _stream ??= ExtractedModes.CreateFile(_path);
            operation = "write";
            _stream.Write(bytes);
        }
        catch (Exception e) when (OsError.Is(e))
        {
            throw OsError.Create(operation, _path, e);
        }
    }

    public void Dispose() => _stream?.Dispose();
}
