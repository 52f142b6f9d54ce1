namespace Sutler.Errors;

/// <summary>Bytes that must not be trusted: never retried, never cached, never hidden by a fallback the go command would not make.</summary>
public class VerificationException : SutlerException
{
    /// <summary>Creates the failure with its whole text.</summary>
    public VerificationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
