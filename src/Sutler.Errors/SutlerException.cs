namespace Sutler.Errors;

/// <summary>A failure with a text for the user: what, where and why, in the go command's own words where it has any.</summary>
/// <remarks>
/// <see cref="Exception.Message"/> is the whole text, without the <c>go: </c> prefix and without a final full stop.
/// Wrap with the inner exception given, and <see cref="IsNotExist"/> carries over.
/// </remarks>
public class SutlerException : Exception
{
    /// <summary>Creates a failure that keeps the kind of <paramref name="inner"/>.</summary>
    public SutlerException(string message, Exception? inner = null)
        : base(message, inner)
    {
        IsNotExist = inner is SutlerException { IsNotExist: true };
    }

    /// <summary>
    /// True when the thing asked for is truly absent (404, 410, a missing file), so that a source list
    /// separated by commas goes on to its next entry. Spec: PROXY-5.
    /// </summary>
    public bool IsNotExist { get; init; }

    /// <summary>One sentence on what to do next, printed after the error; null when the text says it all.</summary>
    public string? Hint { get; init; }
}
