namespace Sutler.Errors;

/// <summary>Why outside text is not of the form it should have.</summary>
/// <param name="Reason">The rule it breaks, in the go command's words, such as <c>leading dash</c>.</param>
public sealed record ParseError(string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Reason;
}
