namespace OpenPayments.Generator.World;

/// <summary>A manufacturer or group purchasing organization, with the products it speaks of.</summary>
internal sealed record Company(long Id, byte[] Name, byte[]? State, byte[] Country, Product[] Products);

/// <param name="Ndc">The drug code with dashes; drugs and biologicals only, and not all of them.</param>
/// <param name="BareNdc">As the eras before 2016 spell it: ten digits.</param>
/// <param name="Pdi">The device identifier; devices and supplies only, and few of them.</param>
internal sealed record Product(byte[] Coverage, byte[] Type, byte[] Category, byte[] Name, byte[]? Ndc, byte[]? BareNdc, byte[]? Pdi, bool IsDrug, bool IsCovered);
