namespace Sutler.Commands;

/// <summary>What a run may do to the world.</summary>
internal enum SessionAccess
{
    /// <summary>Ask servers, fill the cache, write go.mod and go.sum.</summary>
    Full,

    /// <summary>Ask servers, and write nothing anywhere.</summary>
    ReadOnly,

    /// <summary>Ask nobody, and write nothing: GOPROXY=off, and no checksum database.</summary>
    Offline,
}
