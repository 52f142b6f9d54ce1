using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>The disk is full, or would be: the text says of what, where, how much is needed and free, and what to do.</summary>
public sealed class NotEnoughSpaceException : SutlerException
{
    internal NotEnoughSpaceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
