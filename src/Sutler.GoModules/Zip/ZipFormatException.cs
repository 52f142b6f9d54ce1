using Sutler.Errors;

namespace Sutler.GoModules.Zip;

/// <summary>The bytes of a zip file are not a whole, undamaged zip. The text is that of Go's reader. Spec: CHECK-1.</summary>
public sealed class ZipFormatException : SutlerException
{
    /// <summary>Structure that no zip file has: <c>zip: not a valid zip file</c>.</summary>
    public const string NotAZip = "zip: not a valid zip file";

    /// <summary>Content whose CRC-32 is another one: <c>zip: checksum error</c>.</summary>
    public const string Checksum = "zip: checksum error";

    /// <summary>A compression method other than stored and deflated: <c>zip: unsupported compression algorithm</c>.</summary>
    public const string Algorithm = "zip: unsupported compression algorithm";

    /// <summary>Fewer bytes than promised: <c>unexpected EOF</c>.</summary>
    public const string UnexpectedEnd = "unexpected EOF";

    /// <summary>Nothing at all where something was promised: <c>EOF</c>.</summary>
    public const string End = "EOF";

    /// <summary>Creates the failure with its whole text.</summary>
    public ZipFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
