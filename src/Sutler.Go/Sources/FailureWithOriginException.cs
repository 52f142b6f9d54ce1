using Sutler.Errors;

namespace Sutler.Go.Sources;

/// <summary>A failure of which version control can still say where it looked, so that the failure itself may be reused. Spec: JSON-6.</summary>
/// <remarks>Text and kind are those of the failure inside.</remarks>
public sealed class FailureWithOriginException : SutlerException
{
    /// <summary>Adds <paramref name="origin"/> to <paramref name="failure"/>, replacing an origin it has.</summary>
    public FailureWithOriginException(SutlerException failure, Origin origin)
        : base(failure.Message, failure is FailureWithOriginException { Failure: var inside } ? inside : failure)
    {
        Origin = origin;
    }

    /// <summary>Where the answer was looked for.</summary>
    public Origin Origin { get; }

    /// <summary>The failure itself.</summary>
    public SutlerException Failure => (SutlerException)InnerException!;
}
