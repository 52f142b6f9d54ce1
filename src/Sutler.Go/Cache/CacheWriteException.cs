using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>An <c>.info</c> or <c>.mod</c> that could not be stored: a warning, since its content is at hand. Spec: STEP-6, RO-2.</summary>
public sealed class CacheWriteException : SutlerException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="what">What was to be written: <c>stat cache</c> or <c>go.mod cache</c>.</param>
    /// <param name="inner">Why it was not, in the system's words.</param>
    public CacheWriteException(string what, Exception inner)
        : base(inner.Message, inner) => Warning = $"writing {what}: {inner.Message}";

    /// <summary>The warning's text, after <c>go: </c>: <c>writing stat cache: mkdir /x: permission denied</c>.</summary>
    public string Warning { get; }
}
