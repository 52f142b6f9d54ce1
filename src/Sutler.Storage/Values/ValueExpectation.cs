namespace Sutler.Storage.Values;

/// <summary>What must be there for a write to happen.</summary>
public abstract record ValueExpectation
{
    private ValueExpectation()
    {
    }

    /// <summary>Whatever is there is replaced.</summary>
    public sealed record Anything : ValueExpectation;

    /// <summary>There must be no value.</summary>
    public sealed record Nothing : ValueExpectation;

    /// <summary>The value must still have this version.</summary>
    public sealed record Exactly(long Version) : ValueExpectation;
}
