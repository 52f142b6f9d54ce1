namespace Sutler.Errors;

/// <summary>Ends the whole run at once, whatever else is in flight; nothing more is written. Spec: CMD-4, WRITE-8, TLOG-10.</summary>
public sealed class FatalException : SutlerException
{
    /// <summary>Creates the failure with its whole text.</summary>
    public FatalException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether <c>go: </c> stands before the text; a checksum mismatch is printed bare.</summary>
    public bool Prefixed { get; init; }

    /// <summary>The exit code: 1, or 2 for a usage error.</summary>
    public int ExitCode { get; init; } = 1;
}
