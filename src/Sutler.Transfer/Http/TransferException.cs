using Sutler.Errors;
using Sutler.Transfer.Retry;

namespace Sutler.Transfer.Http;

/// <summary>A transfer the network or the server failed; never a sign that the thing asked for is absent.</summary>
/// <remarks>Before the answer the text is <c>Get "URL": reason</c>; while a body is read it is the reason alone, such as <c>unexpected EOF</c>.</remarks>
public sealed class TransferException : SutlerException, IRetryable
{
    /// <summary>Creates the failure with its whole text, which never holds a password.</summary>
    public TransferException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public bool MayPass { get; init; } = true;

    /// <inheritdoc/>
    public TimeSpan? RetryAfter => null;

    /// <inheritdoc/>
    public bool ConcernsHost { get; init; } = true;

    /// <summary>What went wrong, for whoever explains it.</summary>
    public TransferFault Fault { get; init; }
}
