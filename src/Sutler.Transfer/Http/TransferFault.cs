namespace Sutler.Transfer.Http;

/// <summary>Why a transfer failed below the level of HTTP statuses, as far as that can be told apart.</summary>
public enum TransferFault
{
    /// <summary>Something else; the message says what.</summary>
    Other,

    /// <summary>There is no host of that name.</summary>
    UnknownHost,

    /// <summary>The name service gave no answer.</summary>
    NameService,

    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>There is no way there.</summary>
    Unreachable,

    /// <summary>Nothing came in time: no connection, no answer, or no more of a body.</summary>
    Timeout,

    /// <summary>The server did not prove who it is.</summary>
    Certificate,

    /// <summary>No secure connection came about for another reason.</summary>
    Tls,

    /// <summary>The HTTP proxy in between could not be used, or refused.</summary>
    Proxy,

    /// <summary>The connection was cut, or what came over it made no sense.</summary>
    Broken,
}
